import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion, type SuggestionOptions } from '@tiptap/suggestion'
import { IconFilePlus, IconFileText, IconLink } from '@tabler/icons-react'
import { memo, useSyncExternalStore } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentQueries, titleKey } from '#shared/rooms/documents/index.ts'
import { useQuery } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { type SuggestionOption, SuggestionList } from './suggestion-list.tsx'
import type { OpenSuggestion, SuggestionStore } from './suggestion-store.ts'

const linkKey = new PluginKey('documentLinkMenu')
const shownLimit = 8
const longestTitle = 120

/** Opens on `[[` and stays open over spaces, until the brackets close or the line ends. */
export function linkMenuExtension(store: SuggestionStore) {
  return Extension.create({
    name: 'documentLinkMenu',
    addProseMirrorPlugins() {
      return [
        Suggestion({
          editor: this.editor,
          pluginKey: linkKey,
          char: '[[',
          decorationClass: 'doc-typing',
          allow: ({ state }) => !state.selection.$from.parent.type.spec.code,
          findSuggestionMatch: findOpenBrackets,
          render: store.render,
        }),
      ]
    },
  })
}

export const findOpenBrackets: NonNullable<SuggestionOptions['findSuggestionMatch']> = ({ $position }) => {
  const text = $position.nodeBefore?.isText ? ($position.nodeBefore.text ?? '') : ''
  const start = text.lastIndexOf('[[')
  const query = text.slice(start + 2)
  if (start < 0 || query.length > longestTitle || /[[\]]/.test(query)) return null
  const from = $position.pos - text.length + start
  return { range: { from, to: $position.pos }, query, text: text.slice(start) }
}

interface LinkMenuProps {
  store: SuggestionStore
  /** The document that is being written: it does not suggest itself. */
  self: ReplicaId
  create: (title: string) => Promise<ReplicaId | undefined>
}

export const LinkMenu = memo(function LinkMenu({ store, self, create }: LinkMenuProps) {
  const open = useSyncExternalStore(store.subscribe, store.get)
  return open ? <OpenLinkMenu key={open.query} open={open} {...{ store, self, create }} /> : null
})

function OpenLinkMenu({ store, open, self, create }: LinkMenuProps & { open: OpenSuggestion }) {
  const t = useText('documents')
  const typed = open.query.trim()
  const found = useQuery(documentQueries.documentsByTitle, { typed, limit: shownLimit + 1 })
  const others = found.filter(({ id }) => id !== self).slice(0, shownLimit)
  const options = others.map((item): SuggestionOption => {
    const detail = item.path.join(' / ')
    return {
      id: item.id,
      label: item.title,
      icon: <IconFileText size={18} stroke={1.6} />,
      ...(detail && { detail }),
      choose: () => insert(open, { id: item.id, target: item.title }),
    }
  })
  if (typed && !others.some(({ title }) => titleKey(title) === titleKey(typed))) {
    options.push(
      {
        id: 'create',
        label: t('editor.linkCreate', { title: typed }),
        icon: <IconFilePlus size={18} stroke={1.6} />,
        choose: () => void createAndInsert(open, typed, create),
      },
      {
        id: 'keep',
        label: t('editor.linkKeep', { title: typed }),
        icon: <IconLink size={18} stroke={1.6} />,
        choose: () => insert(open, { id: null, target: typed }),
      },
    )
  }
  return (
    <SuggestionList
      {...{ store, open, options }}
      label={t('editor.linkSuggestions')}
      nothing={t('editor.linkNothing')}
    />
  )
}

async function createAndInsert(open: OpenSuggestion, title: string, create: LinkMenuProps['create']): Promise<void> {
  // The link stands before the document is stored, so that a failure leaves a link that can be clicked again.
  insert(open, { id: null, target: title })
  const id = await create(title)
  if (id) resolveLinks(open, title, id)
}

function insert({ editor, range }: OpenSuggestion, attrs: { id: ReplicaId | null; target: string }): void {
  const content = [
    { type: 'documentLink', attrs },
    { type: 'text', text: ' ' },
  ]
  editor.chain().focus().insertContentAt(range, content).run()
}

/** Gives the links that were written as this title, and led nowhere, their document. */
export function resolveLinks({ editor }: Pick<OpenSuggestion, 'editor'>, title: string, id: ReplicaId): void {
  editor.commands.command(({ tr, state }) => {
    state.doc.descendants((node, at) => {
      const isMeant =
        node.type.name === 'documentLink' &&
        node.attrs.id === null &&
        titleKey(String(node.attrs.target)) === titleKey(title)
      if (isMeant) tr.setNodeAttribute(at, 'id', id)
      return !isMeant
    })
    return true
  })
}
