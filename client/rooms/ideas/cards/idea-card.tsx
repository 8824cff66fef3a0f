import { IconPin, IconPinFilled } from '@tabler/icons-react'
import { type CSSProperties, type KeyboardEvent, memo } from 'react'
import { ideaTitle, tagsIn, type Idea } from '#shared/rooms/ideas/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { hueOf } from '#client/ui/person-badge.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { BecameLink } from '../parts/became-link.tsx'
import { IdeaMenu } from '../parts/idea-menu.tsx'
import { IdeaText } from '../parts/idea-text.tsx'
import { useIdeaActs } from '../use-idea-acts.ts'
import { CardEditor } from './card-editor.tsx'
import classes from './idea-card.module.css'

export interface IdeaCardProps {
  idea: Idea
  isRow: boolean
  /** The one card that Tab stops at. */
  isCurrent: boolean
  isEdited: boolean
  edit: (idea: Idea) => void
  endEdit: (idea: Idea) => void
  open: (idea: Idea) => void
  pickTag: (tag: string) => void
  takeCard: (id: string, node: HTMLElement | null) => void
}

export const IdeaCard = memo(function IdeaCard(props: IdeaCardProps) {
  const { idea, isRow, isCurrent, isEdited, edit, open, takeCard } = props
  const t = useText('ideas')
  const canWrite = useCanWrite(idea.id)
  const begin = () => (canWrite ? edit(idea) : open(idea))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.key !== 'Enter') return
    event.preventDefault()
    begin()
  }
  return (
    <article
      ref={(node) => takeCard(idea.id, node)}
      className={classes.card}
      data-row={isRow}
      data-edited={isEdited}
      data-idea={idea.id}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={t('idea.label', { title: ideaTitle(idea.value.text) })}
      onKeyDown={onKeyDown}
    >
      {isEdited ? (
        <CardEditor idea={idea} end={() => props.endEdit(idea)} />
      ) : (
        // The keyboard edits with Enter on the card; the click is for the pointer.
        <div className={classes.text} onClick={begin}>
          <IdeaText text={idea.value.text} tags={idea.value.tags} />
        </div>
      )}
      {idea.value.becameId && (
        <span className={classes.became}>
          <BecameLink id={idea.value.becameId} tabIndex={isCurrent ? 0 : -1} />
        </span>
      )}
      <CardFoot {...props} begin={begin} />
    </article>
  )
})

function CardFoot({ idea, isCurrent, isEdited, open, pickTag, begin }: IdeaCardProps & { begin: () => void }) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const canWrite = useCanWrite(idea.id)
  const tabIndex = isCurrent ? 0 : -1
  const { pinned, tags, text, createdAt } = idea.value
  const inText = tagsIn(text)
  return (
    <div className={classes.foot}>
      <span className={classes.facts}>
        <RelativeTime at={createdAt} />
        {tags
          .filter((tag) => !inText.includes(tag))
          .map((tag) => (
            <button
              key={tag}
              type="button"
              className={classes.tag}
              style={{ '--hue': hueOf(tag) } as CSSProperties}
              aria-label={t('idea.tag', { tag })}
              tabIndex={tabIndex}
              onClick={() => pickTag(tag)}
            >
              #{tag}
            </button>
          ))}
      </span>
      {canWrite && (
        <span className={classes.actions} data-pinned={pinned}>
          <IconButton
            label={t(pinned ? 'idea.unpin' : 'idea.pin')}
            aria-pressed={pinned}
            tabIndex={tabIndex}
            className={classes.pin}
            onClick={() => void acts.togglePin(idea)}
          >
            {pinned ? <IconPinFilled size={16} /> : <IconPin size={16} stroke={1.75} />}
          </IconButton>
          <IdeaMenu idea={idea} open={() => open(idea)} tabIndex={tabIndex} {...(!isEdited && { edit: begin })} />
        </span>
      )}
    </div>
  )
}
