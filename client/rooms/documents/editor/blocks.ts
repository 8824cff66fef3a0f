import type { ChainedCommands, Editor } from '@tiptap/core'
import {
  IconBlockquote,
  IconCode,
  IconFileText,
  IconH1,
  IconH2,
  IconH3,
  IconLetterT,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconPaperclip,
  IconPhoto,
  IconSeparatorHorizontal,
  IconTable,
} from '@tabler/icons-react'
import type { Icon } from '#client/rooms/client-room.ts'

export type BlockName =
  | 'paragraph'
  | 'heading1'
  | 'heading2'
  | 'heading3'
  | 'bulletList'
  | 'orderedList'
  | 'taskList'
  | 'blockquote'
  | 'codeBlock'
  | 'rule'
  | 'table'
  | 'image'
  | 'file'
  | 'documentLink'

/** Something that the slash menu inserts and, where `isActive` is there, that a block can turn into. */
export interface Block {
  readonly name: BlockName
  readonly group: 'text' | 'structure' | 'media'
  readonly icon: Icon
  isActive?(editor: Editor): boolean
  /** Continues a chain that has already removed what was typed. */
  apply(chain: ChainedCommands): ChainedCommands
  /** Asks for files of this kind instead. */
  readonly picks?: 'image' | 'file'
}

const heading = (level: 1 | 2 | 3, icon: Icon): Block => ({
  name: `heading${level}`,
  group: 'text',
  icon,
  isActive: (editor) => editor.isActive('heading', { level }),
  apply: (chain) => chain.setHeading({ level }),
})

export const blocks: readonly Block[] = [
  {
    name: 'paragraph',
    group: 'text',
    icon: IconLetterT,
    isActive: (editor) => editor.isActive('paragraph') && !isInside(editor),
    apply: (chain) => chain.clearNodes(),
  },
  heading(1, IconH1),
  heading(2, IconH2),
  heading(3, IconH3),
  {
    name: 'bulletList',
    group: 'text',
    icon: IconList,
    isActive: (editor) => editor.isActive('bulletList'),
    apply: (chain) => chain.toggleBulletList(),
  },
  {
    name: 'orderedList',
    group: 'text',
    icon: IconListNumbers,
    isActive: (editor) => editor.isActive('orderedList'),
    apply: (chain) => chain.toggleOrderedList(),
  },
  {
    name: 'taskList',
    group: 'text',
    icon: IconListCheck,
    isActive: (editor) => editor.isActive('taskList'),
    apply: (chain) => chain.toggleTaskList(),
  },
  {
    name: 'blockquote',
    group: 'structure',
    icon: IconBlockquote,
    isActive: (editor) => editor.isActive('blockquote'),
    apply: (chain) => chain.toggleBlockquote(),
  },
  {
    name: 'codeBlock',
    group: 'structure',
    icon: IconCode,
    isActive: (editor) => editor.isActive('codeBlock'),
    apply: (chain) => chain.toggleCodeBlock(),
  },
  {
    name: 'table',
    group: 'structure',
    icon: IconTable,
    apply: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  },
  { name: 'rule', group: 'structure', icon: IconSeparatorHorizontal, apply: (chain) => chain.setHorizontalRule() },
  { name: 'image', group: 'media', icon: IconPhoto, picks: 'image', apply: (chain) => chain },
  { name: 'file', group: 'media', icon: IconPaperclip, picks: 'file', apply: (chain) => chain },
  { name: 'documentLink', group: 'media', icon: IconFileText, apply: (chain) => chain.insertContent('[[') },
]

export const turnables: readonly Block[] = blocks.filter((block) => block.isActive)

function isInside(editor: Editor): boolean {
  return ['bulletList', 'orderedList', 'taskList', 'blockquote'].some((name) => editor.isActive(name))
}
