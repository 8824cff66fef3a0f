import { IconCopy, IconExternalLink, IconPencil, IconUnlink } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { isAllowedUri } from '@tiptap/extension-link'
import { BubbleMenu } from '@tiptap/react/menus'
import { useEditorState } from '@tiptap/react'
import { memo, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import { LinkForm } from './link-form.tsx'
import { ToolButton } from './tool-button.tsx'
import classes from './toolbar.module.css'

interface WebLinkBubbleProps {
  editor: Editor
  /** Where the address is changed instead, when that is not in the bubble itself. */
  edit?: (() => void) | undefined
}

/** Under a web link that the caret stands in: where it leads, and what can be done with it. */
export const WebLinkBubble = memo(function WebLinkBubble({ editor, edit }: WebLinkBubbleProps) {
  const t = useText('documents')
  const [isEditing, setEditing] = useState(false)
  const href = useEditorState({ editor, selector: ({ editor: now }) => String(now.getAttributes('link').href ?? '') })
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="webLinkBubble"
      updateDelay={150}
      shouldShow={({ editor: now, state, element }) => {
        const isHere = now.view.hasFocus() || element.contains(document.activeElement)
        return now.isEditable && state.selection.empty && now.isActive('link') && isHere
      }}
      options={{
        placement: 'bottom-start',
        offset: 8,
        flip: true,
        shift: { padding: 8 },
        onHide: () => setEditing(false),
      }}
      className={classes.bubble}
      role="toolbar"
      aria-label={t('editor.linkLabel')}
    >
      {isEditing ? (
        <LinkForm editor={editor} close={() => setEditing(false)} />
      ) : (
        <>
          <span className={classes.address}>{href.replace(/^https?:\/\//, '')}</span>
          <ToolButton label={t('editor.linkOpen')} press={() => openAddress(href)}>
            <IconExternalLink size={18} stroke={1.75} />
          </ToolButton>
          <ToolButton label={t('editor.linkCopy')} press={() => void navigator.clipboard.writeText(href)}>
            <IconCopy size={18} stroke={1.75} />
          </ToolButton>
          <ToolButton label={t('editor.linkEdit')} press={edit ?? (() => setEditing(true))}>
            <IconPencil size={18} stroke={1.75} />
          </ToolButton>
          <ToolButton
            label={t('editor.linkRemove')}
            press={() => editor.chain().focus().extendMarkRange('link').unsetLink().run()}
          >
            <IconUnlink size={18} stroke={1.75} />
          </ToolButton>
        </>
      )}
    </BubbleMenu>
  )
})

/** Imported text can hold any address; only harmless schemes are followed. */
export function openAddress(href: string): void {
  if (isAllowedUri(href)) window.open(href, '_blank', 'noopener,noreferrer')
}
