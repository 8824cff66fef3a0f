import { IconTrash } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { NodeSelection } from '@tiptap/pm/state'
import { BubbleMenu } from '@tiptap/react/menus'
import { useEditorState } from '@tiptap/react'
import { memo } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { ToolButton } from './tool-button.tsx'
import classes from './toolbar.module.css'

/** Under a selected picture: the words for those who do not see it. */
export const ImageBubble = memo(function ImageBubble({ editor }: { editor: Editor }) {
  const t = useText('documents')
  const image = useEditorState({
    editor,
    selector: ({ editor: now }) => {
      const { selection } = now.state
      const node =
        selection instanceof NodeSelection && selection.node.type.name === 'image' ? selection.node : undefined
      return node && { at: selection.from, alt: String(node.attrs.alt ?? '') }
    },
  })
  const describe = (alt: string) => {
    if (!image || alt === image.alt) return
    editor.commands.command(({ tr }) => {
      tr.setNodeAttribute(image.at, 'alt', alt || null)
      return true
    })
  }
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="imageBubble"
      updateDelay={100}
      shouldShow={({ editor: now, state: { selection } }) => {
        return now.isEditable && selection instanceof NodeSelection && selection.node.type.name === 'image'
      }}
      options={{ placement: 'bottom', offset: 8, flip: true, shift: { padding: 8 } }}
      className={classes.bubble}
      role="toolbar"
      aria-label={t('editor.imageLabel')}
    >
      <input
        key={image?.at}
        className={classes.field}
        aria-label={t('editor.imageAlt')}
        placeholder={t('editor.imageAltPlaceholder')}
        defaultValue={image?.alt}
        onBlur={(event) => describe(event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return
          event.preventDefault()
          describe(event.currentTarget.value.trim())
          editor.commands.focus()
        }}
      />
      <ToolButton label={t('editor.imageRemove')} press={() => editor.chain().focus().deleteSelection().run()}>
        <IconTrash size={18} stroke={1.75} />
      </ToolButton>
    </BubbleMenu>
  )
})
