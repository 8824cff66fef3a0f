import type { ReplicaId } from '#shared/kit/ids.ts'
import type { Step, TreeRow } from './tree-rows.ts'

/** What a key asks of the tree. */
export type TreeIntent =
  | { readonly kind: 'go'; readonly id: ReplicaId }
  | { readonly kind: 'expand'; readonly ids: readonly ReplicaId[]; readonly isExpanded: boolean }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'open' | 'rename' | 'trash' | 'menu' }

interface Pressed {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
}

const steps: Readonly<Record<string, Step>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' }
const pageLines = 10

/** The keys of the ARIA tree pattern, and with Alt the arrows move the thing itself. */
export function intentOf(
  pressed: Pressed,
  rows: readonly TreeRow[],
  activeId: ReplicaId | undefined,
): TreeIntent | undefined {
  const index = rows.findIndex(({ node }) => node.id === activeId)
  const row = rows[index]
  const go = (to: number): TreeIntent | undefined => {
    const target = rows[Math.max(0, Math.min(rows.length - 1, to))]
    return target && { kind: 'go', id: target.node.id }
  }
  if (pressed.altKey) return row && steps[pressed.key] && { kind: 'step', step: steps[pressed.key]! }
  if (pressed.ctrlKey || pressed.metaKey) return undefined
  switch (pressed.key) {
    case 'ArrowDown':
      return go(index + 1)
    case 'ArrowUp':
      return go(index < 0 ? rows.length - 1 : index - 1)
    case 'PageDown':
      return go(index + pageLines)
    case 'PageUp':
      return go(index - pageLines)
    case 'Home':
      return go(0)
    case 'End':
      return go(rows.length - 1)
    case '*':
      return row && expandSiblings(row)
    default:
      return row ? onRow(pressed, rows, index) : undefined
  }
}

function onRow(pressed: Pressed, rows: readonly TreeRow[], index: number): TreeIntent | undefined {
  const row = rows[index]!
  switch (pressed.key) {
    case 'ArrowRight':
      if (row.isExpanded === false) return { kind: 'expand', ids: [row.node.id], isExpanded: true }
      return row.isExpanded && rows[index + 1]?.parent === row.node.id
        ? { kind: 'go', id: rows[index + 1]!.node.id }
        : undefined
    case 'ArrowLeft':
      if (row.isExpanded) return { kind: 'expand', ids: [row.node.id], isExpanded: false }
      return row.parent && { kind: 'go', id: row.parent }
    case 'Enter':
    case ' ':
      return { kind: 'open' }
    case 'F2':
      return { kind: 'rename' }
    case 'Delete':
    case 'Backspace':
      return { kind: 'trash' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return pressed.shiftKey ? { kind: 'menu' } : undefined
    default:
      return pressed.key.length === 1 ? typeAhead(pressed.key, rows, index) : undefined
  }
}

function expandSiblings(row: TreeRow): TreeIntent {
  const ids = row.siblings.filter(({ kind }) => kind === 'folder').map(({ id }) => id)
  return { kind: 'expand', ids, isExpanded: true }
}

/** The next line that begins with the letter, going round. */
function typeAhead(letter: string, rows: readonly TreeRow[], index: number): TreeIntent | undefined {
  const around = [...rows.slice(index + 1), ...rows.slice(0, index)]
  const found = around.find(({ node }) => node.title.toLocaleLowerCase().startsWith(letter.toLocaleLowerCase()))
  return found && { kind: 'go', id: found.node.id }
}
