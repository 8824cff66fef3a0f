import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import type { Idea, IdeaList } from '#shared/rooms/ideas/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IdeaCard } from './idea-card.tsx'
import { useCardKeys } from './use-card-keys.ts'
import classes from './idea-cards.module.css'

export interface IdeaCardsProps {
  ideas: IdeaList
  isRows: boolean
  open: (idea: Idea) => void
  pickTag: (tag: string) => void
}

const pageSize = 60

/** Cards or lines, a page of them at a time. */
export function IdeaCards({ ideas, isRows, open, pickTag }: IdeaCardsProps) {
  const t = useText('ideas')
  const [limit, setLimit] = useState(pageSize)
  const [editedId, setEdited] = useState<string>()
  const others = ideas.others.slice(0, limit)
  const shown = [...ideas.pinned, ...others]
  const edit = useCallback((idea: Idea) => setEdited(idea.id), [])
  const keys = useCardKeys({ ideas: shown, edit, open })
  const hidden = ideas.others.length - others.length
  const endEdit = (idea: Idea) => {
    setEdited((now) => (now === idea.id ? undefined : now))
    keys.focus(idea.id)
  }
  const card = (idea: Idea) => (
    <li key={idea.id}>
      <IdeaCard
        idea={idea}
        isRow={isRows}
        isCurrent={idea.id === keys.currentId}
        isEdited={idea.id === editedId}
        edit={edit}
        endEdit={endEdit}
        open={open}
        pickTag={pickTag}
        takeCard={keys.takeCard}
      />
    </li>
  )
  return (
    <div onKeyDown={keys.onKeyDown} onFocus={keys.onFocus} className={classes.groups}>
      {ideas.pinned.length > 0 && (
        <section aria-label={t('view.pinned')}>
          <h2 className={classes.title}>{t('view.pinned')}</h2>
          <ul className={classes.cards} data-rows={isRows}>
            {ideas.pinned.map(card)}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section aria-label={ideas.pinned.length > 0 ? t('view.others') : t('view.all')}>
          {ideas.pinned.length > 0 && <h2 className={classes.title}>{t('view.others')}</h2>}
          <ul className={classes.cards} data-rows={isRows}>
            {others.map(card)}
          </ul>
        </section>
      )}
      {hidden > 0 && (
        <Button variant="default" className={classes.more} onClick={() => setLimit((now) => now + pageSize)}>
          {t('view.more', { count: Math.min(hidden, pageSize) })}
        </Button>
      )}
    </div>
  )
}
