import type { Editor } from '@tiptap/core'
import { IconChevronRight } from '@tabler/icons-react'
import { lazy, memo, Suspense, useId, useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { messages } from './messages.ts'
import classes from './reading-aids.module.css'

const FoundList = lazy(async () => {
  const [{ FoundList: List }, { actionItemsIn, openActionModel }] = await Promise.all([
    import('./found-list.tsx'),
    import('#shared/assistant/reading/action-items.ts'),
  ])
  const model = openActionModel()
  const findActions = (text: string) => actionItemsIn(text, model)
  return { default: (props: ReadingAidsProps) => <List {...props} findActions={findActions} /> }
})

export interface ReadingAidsProps {
  id: ReplicaId
  editor: Editor
  /** After a jump to a sentence: a phone closes the sheet. */
  onJump: () => void
}

/** What the device finds in the text by itself, read when somebody asks. Not drawn again when only the document's row changes. */
export const ReadingAids = memo(function ReadingAids(props: ReadingAidsProps) {
  return (
    <RoomText room="documentAids" messages={messages}>
      <Disclosure {...props} />
    </RoomText>
  )
})

function Disclosure(props: ReadingAidsProps) {
  const t = useText('documentAids')
  const [isOpen, setOpen] = useState(false)
  const list = useId()
  return (
    <section aria-label={t('label')}>
      <h2 className={classes.title}>
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={isOpen ? list : undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <IconChevronRight size={14} stroke={2} aria-hidden className={classes.chevron} />
          {t('label')}
        </button>
      </h2>
      {isOpen && (
        <div id={list}>
          <Suspense>
            <FoundList {...props} />
          </Suspense>
        </div>
      )}
    </section>
  )
}
