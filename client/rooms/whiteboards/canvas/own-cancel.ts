import type { Editor, TLRecord } from 'tldraw'
import { boundTypes } from './store-merger.ts'

const travels = ['bail', 'bailToMark'] as const

/**
 * Escape in the middle of a drag lets the library put whole records back. Here that takes only what the person did: properties that
 * somebody else has changed meanwhile keep the other's value, and what somebody else removed stays removed. `onCancelled` hears of
 * it afterwards. Returns the way to take the guard off.
 */
export function guardCancel(editor: Editor, onCancelled: () => void): () => void {
  const { store } = editor
  /** Properties by record that another person was the last to change. */
  const foreign = new Map<string, Set<string>>()
  const removedByOthers = new Set<string>()
  const made = new Set<string>()
  let isTravelling = false

  const changed = (from: TLRecord, to: TLRecord, source: 'remote' | 'user') => {
    if (isTravelling && source === 'user') return
    const properties = foreign.get(to.id) ?? new Set<string>()
    for (const property of differences(from, to)) {
      if (source === 'remote') properties.add(property)
      else properties.delete(property)
    }
    foreign.set(to.id, properties)
  }
  const created = ({ id }: TLRecord, source: 'remote' | 'user') => {
    if (isTravelling && source === 'user') made.add(id)
    else removedByOthers.delete(id)
  }
  const removals = boundTypes.flatMap((type) => [
    store.sideEffects.registerBeforeChangeHandler(type as 'shape', (from, to, source) =>
      isTravelling && source === 'user' ? withForeign(from, to, foreign.get(to.id)) : to,
    ),
    store.sideEffects.registerAfterChangeHandler(type as 'shape', changed),
    store.sideEffects.registerAfterCreateHandler(type as 'shape', created),
    store.sideEffects.registerAfterDeleteHandler(
      type as 'shape',
      ({ id }, source) => void (source === 'remote' && removedByOthers.add(id)),
    ),
  ])
  const travel = (go: () => void) => {
    isTravelling = true
    made.clear()
    try {
      go()
    } finally {
      isTravelling = false
    }
    const unwanted = [...made].filter((id) => removedByOthers.has(id)) as TLRecord['id'][]
    if (unwanted.length > 0) editor.run(() => store.remove(unwanted), { history: 'ignore', ignoreShapeLock: true })
    for (const id of unwanted) removedByOthers.add(id)
    onCancelled()
  }
  const restores = travels.map((name) => wrap(editor, name, travel))
  return () => [...removals, ...restores].forEach((remove) => remove())
}

function wrap(editor: Editor, name: (typeof travels)[number], travel: (go: () => void) => void): () => void {
  const original = editor[name].bind(editor) as (...given: unknown[]) => Editor
  Object.assign(editor, {
    [name]: (...given: unknown[]) => {
      travel(() => void original(...given))
      return editor
    },
  })
  return () => void Reflect.deleteProperty(editor, name)
}

type Values = Record<string, unknown>

/** `x`, `props/color`. */
function differences(from: TLRecord, to: TLRecord): string[] {
  const [a, b] = [from as unknown as Values, to as unknown as Values]
  const found = changedKeys(a, b).filter((key) => key !== 'props')
  if (a.props === b.props) return found
  return [...found, ...changedKeys(a.props as Values, b.props as Values).map((key) => `props/${key}`)]
}

function changedKeys(a: Values, b: Values): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key])
}

function withForeign<Changed extends TLRecord>(
  from: Changed,
  to: Changed,
  foreign: ReadonlySet<string> | undefined,
): Changed {
  if (!foreign || foreign.size === 0) return to
  const now = from as unknown as Values
  const kept: Values = { ...(to as unknown as Values) }
  if (kept.props) kept.props = { ...(kept.props as Values) }
  for (const property of foreign) {
    if (property.startsWith('props/')) {
      const name = property.slice('props/'.length)
      ;(kept.props as Values)[name] = (now.props as Values)[name]
    } else kept[property] = now[property]
  }
  return kept as unknown as Changed
}
