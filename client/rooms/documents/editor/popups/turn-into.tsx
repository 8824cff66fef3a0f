import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useText } from '#client/ui/i18n.tsx'
import { turnables } from '../blocks.ts'

/** What the block with the caret is, and what else it can be. */
export function TurnInto({ editor }: { editor: Editor }) {
  const t = useText('documents')
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) => turnables.findLast((block) => block.isActive?.(now))?.name ?? 'paragraph',
  })
  return (
    <Menu width={200} returnFocus={false} trapFocus={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          rightSection={<IconChevronDown size={14} />}
          aria-label={`${t('editor.turnInto')}: ${t(`blocks.${active}`)}`}
          onMouseDown={(event) => event.preventDefault()}
        >
          {t(`blocks.${active}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown onMouseDown={(event) => event.preventDefault()}>
        {turnables.map((block) => {
          const Icon = block.icon
          return (
            <Menu.Item
              key={block.name}
              leftSection={<Icon size={16} stroke={1.6} />}
              rightSection={block.name === active ? <IconCheck size={14} /> : undefined}
              onClick={() => block.apply(editor.chain().focus()).run()}
            >
              {t(`blocks.${block.name}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
