import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'
import { IconSparkles } from '@tabler/icons-react'
import { memo, useSyncExternalStore } from 'react'
import { matchTitle } from '#shared/rooms/documents/index.ts'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { type Block, blocks } from '../blocks.ts'
import { type SuggestionOption, SuggestionList } from './suggestion-list.tsx'
import type { OpenSuggestion, SuggestionStore } from './suggestion-store.ts'

const slashKey = new PluginKey('slashMenu')

export function slashExtension(store: SuggestionStore) {
  return Extension.create({
    name: 'slashMenu',
    addProseMirrorPlugins() {
      return [
        Suggestion({
          editor: this.editor,
          pluginKey: slashKey,
          char: '/',
          allowedPrefixes: [' ', '\u00a0'],
          decorationClass: 'doc-typing',
          // Only what this person types here opens it: not another's slash, and not inside code.
          allow: ({ state }) => !state.selection.$from.parent.type.spec.code,
          shouldShow: ({ transaction, query }) => !isRemote(transaction) && query.length < 24,
          render: store.render,
        }),
      ]
    },
  })
}

function isRemote(transaction: { getMeta(key: string): unknown }): boolean {
  return (transaction.getMeta('y-sync$') as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true
}

interface SlashMenuProps {
  store: SuggestionStore
  pickFiles: (kind: 'image' | 'file') => void
  /** Absent where no model can be asked. */
  ask: (() => void) | undefined
}

export const SlashMenu = memo(function SlashMenu({ store, pickFiles, ask }: SlashMenuProps) {
  const t = useText('documents')
  const open = useSyncExternalStore(store.subscribe, store.get)
  if (!open) return null
  const options = slashBlocks(open.query, t).map((block): SuggestionOption => {
    const Icon = block.icon
    return {
      id: block.name,
      label: t(`blocks.${block.name}`),
      icon: <Icon size={18} stroke={1.6} />,
      ...(open.query === '' && { group: t(`blocks.${block.group}`) }),
      choose: () => choose(open, block, pickFiles),
    }
  })
  if (ask && (open.query === '' || matchTitle(`${t('editor.ask')} ${t('editor.askKeywords')}`, open.query) > 0)) {
    // Before what only resembles it: “ask” is in “task” too.
    options[open.query === '' ? 'push' : 'unshift']({
      id: 'ask',
      label: t('editor.ask'),
      icon: <IconSparkles size={18} stroke={1.6} />,
      ...(open.query === '' && { group: t('editor.askGroup') }),
      choose: () => {
        // Without the editor's own focus command: it waits for a frame, and would take the focus back from what opens.
        open.editor.chain().deleteRange(open.range).run()
        ask()
      },
    })
  }
  const nothing = t('editor.slashNothing', { typed: open.query })
  return <SuggestionList key={open.query} {...{ store, open, options, nothing }} label={t('editor.slashLabel')} />
})

/** Best match first; without a query all, in their own order. */
export function slashBlocks(query: string, t: Text<'documents'>): readonly Block[] {
  if (query === '') return blocks
  return blocks
    .map((block) => {
      const words = t(`blocks.keywords.${block.name}`)
      return { block, score: Math.max(2 * matchTitle(t(`blocks.${block.name}`), query), matchTitle(words, query)) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ block }) => block)
}

function choose({ editor, range }: OpenSuggestion, block: Block, pickFiles: SlashMenuProps['pickFiles']): void {
  const chain = editor.chain().focus().deleteRange(range)
  block.apply(chain).run()
  if (block.picks) pickFiles(block.picks)
}
