import type { Editor } from '@tiptap/core'
import { IconBold, IconCode, IconHighlight, IconItalic, IconStrikethrough, IconUnderline } from '@tabler/icons-react'
import { useEditorState } from '@tiptap/react'
import type { Icon } from '#client/rooms/client-room.ts'
import { useText } from '#client/ui/i18n.tsx'
import { ToolButton } from './tool-button.tsx'

type MarkName = 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'highlight'

const marks: readonly { name: MarkName; icon: Icon; combo: string }[] = [
  { name: 'bold', icon: IconBold, combo: 'mod+b' },
  { name: 'italic', icon: IconItalic, combo: 'mod+i' },
  { name: 'underline', icon: IconUnderline, combo: 'mod+u' },
  { name: 'strike', icon: IconStrikethrough, combo: 'mod+shift+s' },
  { name: 'code', icon: IconCode, combo: 'mod+e' },
  { name: 'highlight', icon: IconHighlight, combo: 'mod+shift+h' },
]

export function MarkButtons({ editor }: { editor: Editor }) {
  const t = useText('documents')
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => marks.filter(({ name }) => now.isActive(name)).map(({ name }) => name),
  })
  return marks.map(({ name, icon: Icon, combo }) => (
    <ToolButton
      key={name}
      label={t(`editor.${name}`)}
      combo={combo}
      isOn={active.includes(name)}
      press={() => editor.chain().focus().toggleMark(name).run()}
    >
      <Icon size={18} stroke={1.75} />
    </ToolButton>
  ))
}
