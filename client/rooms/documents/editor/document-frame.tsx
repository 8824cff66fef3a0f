import { Drawer } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { Editor } from '@tiptap/react'
import { type ReactNode, useCallback, useState } from 'react'
import type { OpenDocument } from '#shared/rooms/documents/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { DetailsPanel } from './details-panel.tsx'
import { DocumentBar } from './document-bar.tsx'
import { followKeyboard } from './follow-keyboard.ts'
import { TagField } from './tag-field.tsx'
import { TitleField } from './title-field.tsx'
import classes from './document-frame.module.css'

interface DocumentFrameProps {
  document: OpenDocument
  editor: Editor
  canWrite: boolean
  notice: ReactNode
  /** Under the scrolling text: bars and menus. */
  foot: ReactNode
  children: ReactNode
}

/** Bar, title, tags and text, with the details beside them on a desktop and in a sheet on a phone. */
export function DocumentFrame({ document, editor, canWrite, notice, foot, children }: DocumentFrameProps) {
  const t = useText('documents')
  const isPhone = useIsPhone()
  const [hasDetails, setDetails] = useDetailsOpen(isPhone)
  const keyboard = useCallback(
    (node: HTMLElement | null) => {
      if (!node) return undefined
      return followKeyboard(node, () => !editor.isDestroyed && editor.isFocused && editor.commands.scrollIntoView())
    },
    [editor],
  )
  const jumped = useCallback(() => isPhone && setDetails(false), [isPhone, setDetails])
  const details = hasDetails && <DetailsPanel document={document} editor={editor} onJump={jumped} />
  return (
    <section data-full-screen ref={keyboard} className={classes.screen} aria-label={document.title || t('untitled')}>
      <DocumentBar document={document} canWrite={canWrite} hasDetails={hasDetails} setDetails={setDetails} />
      <div className={classes.columns}>
        <div className={classes.scroll} data-scroll>
          <article className={classes.page}>
            {notice}
            <TitleField
              key={document.id}
              id={document.id}
              title={document.title}
              canWrite={canWrite}
              leave={() => goIntoText(editor)}
            />
            <TagField id={document.id} tags={document.tags} canWrite={canWrite} />
            {children}
          </article>
        </div>
        {!isPhone && details && (
          <aside className={classes.details} aria-label={t('screen.details')}>
            {details}
          </aside>
        )}
      </div>
      {foot}
      {isPhone && (
        <Drawer
          opened={hasDetails}
          onClose={() => setDetails(false)}
          position="bottom"
          title={t('screen.details')}
          closeButtonProps={{ 'aria-label': t('screen.closeDetails') }}
        >
          {details}
        </Drawer>
      )}
    </section>
  )
}

/** On a desktop the panel stays as it was left; on a phone it opens when asked. */
function useDetailsOpen(isPhone: boolean) {
  const kept = useLocalStorage({ key: 'nexus.documents.details', defaultValue: false, getInitialValueInEffect: false })
  const passing = useState(false)
  const [isOpen, setOpen] = isPhone ? passing : kept
  return [isOpen, setOpen] as const
}

/** At once: the editor's own focus command waits for a frame, and what is typed until then would land in the title. */
function goIntoText(editor: Editor): void {
  editor.commands.setTextSelection(0)
  editor.view.focus()
}
