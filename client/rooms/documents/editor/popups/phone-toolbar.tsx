import { Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconIndentDecrease,
  IconIndentIncrease,
  IconKeyboardHide,
  IconLink,
  IconPlus,
  IconSparkles,
  IconTable,
} from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { memo } from 'react'
import { useUndoSteps } from '#client/rooms/undo-steps.ts'
import { useText } from '#client/ui/i18n.tsx'
import { tableTools } from '../table-tools.ts'
import { LinkForm } from './link-form.tsx'
import { MarkButtons } from './mark-buttons.tsx'
import { ToolButton } from './tool-button.tsx'
import { TurnInto } from './turn-into.tsx'
import classes from './toolbar.module.css'

interface PhoneToolbarProps {
  editor: Editor
  isLinking: boolean
  setLinking: (isLinking: boolean) => void
  /** Absent where no model can be asked. */
  ask: (() => void) | undefined
}

/** Above the keyboard while someone writes on a phone; it scrolls sideways. */
export const PhoneToolbar = memo(function PhoneToolbar({ editor, isLinking, setLinking, ask }: PhoneToolbarProps) {
  const t = useText('documents')
  const steps = useUndoSteps()
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      isFocused: now.isFocused,
      isLink: now.isActive('link'),
      isTable: now.isActive('table'),
      item: now.isActive('taskItem') ? 'taskItem' : now.isActive('listItem') ? 'listItem' : undefined,
    }),
  })
  if (!state.isFocused && !isLinking) return null
  if (isLinking) {
    return (
      <div className={classes.phone}>
        <LinkForm editor={editor} close={() => setLinking(false)} />
      </div>
    )
  }
  return (
    <div className={classes.phone} role="toolbar" aria-label={t('editor.toolbar')}>
      <div className={classes.tools}>
        <ToolButton label={t('editor.insert')} press={() => openSlashMenu(editor)}>
          <IconPlus size={20} />
        </ToolButton>
        {ask && (
          <ToolButton label={t('editor.ask')} press={ask}>
            <IconSparkles size={20} stroke={1.75} />
          </ToolButton>
        )}
        <TurnInto editor={editor} />
        {state.isTable && <TableMenu editor={editor} />}
        {state.item && <IndentButtons editor={editor} item={state.item} />}
        <MarkButtons editor={editor} />
        <ToolButton label={t('editor.link')} isOn={state.isLink} press={() => setLinking(true)}>
          <IconLink size={20} stroke={1.75} />
        </ToolButton>
        <ToolButton label={t('editor.undo')} press={steps.undo}>
          <IconArrowBackUp size={20} stroke={1.75} />
        </ToolButton>
        <ToolButton label={t('editor.redo')} press={steps.redo}>
          <IconArrowForwardUp size={20} stroke={1.75} />
        </ToolButton>
      </div>
      <span className={classes.end}>
        <ToolButton label={t('editor.hideKeyboard')} press={() => editor.commands.blur()}>
          <IconKeyboardHide size={20} stroke={1.75} />
        </ToolButton>
      </span>
    </div>
  )
})

/** The menu needs its slash at the beginning of a word. */
function openSlashMenu(editor: Editor): void {
  const before = editor.state.selection.$from.nodeBefore
  const needsSpace = before?.isText === true && !before.text?.endsWith(' ')
  editor
    .chain()
    .focus()
    .insertContent(needsSpace ? ' /' : '/')
    .run()
}

function IndentButtons({ editor, item }: { editor: Editor; item: string }) {
  const t = useText('documents')
  return (
    <>
      <ToolButton label={t('editor.outdent')} press={() => editor.chain().focus().liftListItem(item).run()}>
        <IconIndentDecrease size={20} stroke={1.75} />
      </ToolButton>
      <ToolButton label={t('editor.indent')} press={() => editor.chain().focus().sinkListItem(item).run()}>
        <IconIndentIncrease size={20} stroke={1.75} />
      </ToolButton>
    </>
  )
}

function TableMenu({ editor }: { editor: Editor }) {
  const t = useText('documents')
  return (
    <Menu position="top-start" returnFocus={false} trapFocus={false}>
      <Menu.Target>
        <ToolButton label={t('editor.tableLabel')}>
          <IconTable size={20} stroke={1.75} />
        </ToolButton>
      </Menu.Target>
      <Menu.Dropdown onMouseDown={(event) => event.preventDefault()}>
        {tableTools.map(({ name, icon: Icon, apply }) => (
          <Menu.Item
            key={name}
            leftSection={<Icon size={18} stroke={1.6} />}
            onClick={() => apply(editor.chain().focus()).run()}
          >
            {t(`editor.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
