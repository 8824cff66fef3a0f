import { Button, Divider } from '@mantine/core'
import { IconLink, IconSparkles } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { CellSelection } from '@tiptap/pm/tables'
import { type EditorState, NodeSelection, type Selection } from '@tiptap/pm/state'
import { BubbleMenu } from '@tiptap/react/menus'
import { useEditorState } from '@tiptap/react'
import { memo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { LinkForm } from './link-form.tsx'
import { MarkButtons } from './mark-buttons.tsx'
import { ToolButton } from './tool-button.tsx'
import { TurnInto } from './turn-into.tsx'
import classes from './toolbar.module.css'

interface BubbleToolbarProps {
  editor: Editor
  /** The address is being typed: the selection stays marked although the field has the focus. */
  isLinking: boolean
  setLinking: (isLinking: boolean) => void
  /** Absent where no model can be asked. */
  ask: (() => void) | undefined
  /** What has been asked about stays selected, and what comes of it stands where the bar would. */
  asked: { readonly current: Selection | undefined }
}

/** Over selected words on a desktop. */
export const BubbleToolbar = memo(function BubbleToolbar({
  editor,
  isLinking,
  setLinking,
  ask,
  asked,
}: BubbleToolbarProps) {
  const t = useText('documents')
  const isLink = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('link') })
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="bubbleToolbar"
      updateDelay={100}
      shouldShow={({ editor: now, state, element }) => {
        if (asked.current?.eq(state.selection)) return false
        return now.isEditable && hasWords(state) && (now.view.hasFocus() || element.contains(document.activeElement))
      }}
      options={{
        placement: 'top-start',
        offset: 8,
        flip: true,
        shift: { padding: 8 },
        onHide: () => setLinking(false),
      }}
      className={classes.bubble}
      role="toolbar"
      aria-label={t('editor.toolbar')}
    >
      {isLinking ? (
        <LinkForm editor={editor} close={() => setLinking(false)} />
      ) : (
        <>
          <TurnInto editor={editor} />
          <Divider orientation="vertical" />
          <MarkButtons editor={editor} />
          <ToolButton label={t('editor.link')} combo="mod+k" isOn={isLink} press={() => setLinking(true)}>
            <IconLink size={18} stroke={1.75} />
          </ToolButton>
          {ask && (
            <>
              <Divider orientation="vertical" />
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                leftSection={<IconSparkles size={16} stroke={1.6} />}
                onMouseDown={(event) => event.preventDefault()}
                onClick={ask}
              >
                {t('editor.ask')}
              </Button>
            </>
          )}
        </>
      )}
    </BubbleMenu>
  )
})

/** Words are selected, not a thing and not code. */
export function hasWords({ selection, doc }: EditorState): boolean {
  if (selection.empty || selection instanceof NodeSelection || selection.$from.parent.type.spec.code) return false
  return selection instanceof CellSelection || doc.textBetween(selection.from, selection.to, ' ').trim() !== ''
}
