import { type Editor, findParentNode } from '@tiptap/core'
import type { Selection } from '@tiptap/pm/state'
import { BubbleMenu } from '@tiptap/react/menus'
import { IconSparkles } from '@tabler/icons-react'
import { memo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { tableTools } from '../table-tools.ts'
import { hasWords } from './bubble-toolbar.tsx'
import { ToolButton } from './tool-button.tsx'
import classes from './toolbar.module.css'

interface TableBubbleProps {
  editor: Editor
  /** Absent where no model can be asked. */
  ask: (() => void) | undefined
  /** What has been asked about: what comes of it moves the table. */
  asked: { readonly current: Selection | undefined }
}

/** Over the table that the caret stands in, out of the way of the bar for selected words. */
export const TableBubble = memo(function TableBubble({ editor, ask, asked }: TableBubbleProps) {
  const t = useText('documents')
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="tableBubble"
      updateDelay={100}
      shouldShow={({ editor: now, state, element }) => {
        if (asked.current?.eq(state.selection)) return false
        const isHere = now.view.hasFocus() || element.contains(document.activeElement)
        return now.isEditable && isHere && now.isActive('table') && !hasWords(state)
      }}
      getReferencedVirtualElement={() => tableDom(editor) ?? null}
      options={{ placement: 'top-start', offset: 6, flip: false, shift: { padding: 8, crossAxis: true } }}
      className={classes.bubble}
      role="toolbar"
      aria-label={t('editor.tableLabel')}
    >
      {tableTools.map(({ name, icon: Icon, apply }) => (
        <ToolButton key={name} label={t(`editor.${name}`)} press={() => apply(editor.chain().focus()).run()}>
          <Icon size={18} stroke={1.6} />
        </ToolButton>
      ))}
      {ask && (
        <ToolButton label={t('editor.ask')} press={ask}>
          <IconSparkles size={18} stroke={1.6} />
        </ToolButton>
      )}
    </BubbleMenu>
  )
})

function tableDom(editor: Editor): HTMLElement | undefined {
  const table = findParentNode(({ type }) => type.name === 'table')(editor.state.selection)
  const dom = table && editor.view.nodeDOM(table.pos)
  return dom instanceof HTMLElement ? dom : undefined
}
