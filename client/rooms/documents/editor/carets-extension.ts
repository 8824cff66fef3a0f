import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import type { Plugin } from '@tiptap/pm/state'
import type { Awareness } from '#client/replica/index.ts'
import { hueOf } from '#client/ui/person-badge.tsx'
import { calmAwareness } from './calm-awareness.ts'
import { element } from './content/node-dom.ts'

interface CaretUser {
  readonly name?: unknown
}

/** Where others write, in a hue of their own that is readable in light and dark; the same hue as their badge. */
export function caretsExtension(awareness: Awareness) {
  const known = awareness.getLocalState() as { user?: Record<string, unknown> } | null
  const carets = CollaborationCaret.extend({
    addProseMirrorPlugins() {
      return (this.parent?.() ?? []).map(tellWhenTypingRests)
    },
  })
  return carets.configure({
    provider: { awareness: calmAwareness(awareness) },
    user: known?.user ?? {},
    render: (user: CaretUser) => {
      const caret = element('span', { class: 'doc-caret' })
      caret.style.setProperty('--hue', hueOf(nameOf(user)))
      caret.append(element('span', { class: 'doc-caret-name', text: nameOf(user) }))
      return caret
    },
    selectionRender: (user: CaretUser) => ({ class: 'doc-caret-selection', style: `--hue: ${hueOf(nameOf(user))}` }),
  })
}

function nameOf({ name }: CaretUser): string {
  return typeof name === 'string' && name !== '' ? name : '…'
}

const restMs = 80

/** Working out where the own caret stands walks the whole text; in a long one that is too much for every key. */
function tellWhenTypingRests(plugin: Plugin): Plugin {
  const makeView = plugin.spec.view
  if (!makeView) return plugin
  plugin.spec.view = (editorView) => {
    const view = makeView(editorView)
    let timer: ReturnType<typeof setTimeout> | undefined
    return {
      update: (now, before) => {
        clearTimeout(timer)
        timer = setTimeout(() => !now.isDestroyed && view.update?.(now, before), restMs)
      },
      destroy: () => {
        clearTimeout(timer)
        view.destroy?.()
      },
    }
  }
  return plugin
}
