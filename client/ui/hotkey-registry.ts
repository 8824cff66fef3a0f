import { isStroke, parseCombo, type Stroke } from './hotkey-combo.ts'

export interface Hotkey {
  readonly id: string
  readonly combo: string
  readonly label: string
  /** `after-own`: a field first takes back what was typed into it, as browsers do; the key runs when there is nothing of that left. */
  readonly inFields: boolean | 'after-own'
  readonly group?: string
  run(): void
}

export interface HotkeyRegistry {
  add(hotkey: Hotkey): () => void
  list(): readonly Hotkey[]
  subscribe(listener: () => void): () => void
  press(event: KeyboardEvent): void
}

export interface HotkeyRegistryOptions {
  isApple: boolean
  now(): number
  after(delayMs: number, run: () => void): void
}

/** The second stroke of `g t` has to come within this time. */
const sequenceMs = 1200
/** Within this time a browser has taken a step back in a field, also where the key goes through the menu of the system. */
const ownUndoMs = 120

/** Knows the keys of the screen and runs the one that was pressed; the one added last wins, as it is nearest to the person. */
export function createHotkeyRegistry({ isApple, now, after }: HotkeyRegistryOptions): HotkeyRegistry {
  const listeners = new Set<() => void>()
  let hotkeys: readonly { hotkey: Hotkey; strokes: readonly Stroke[] }[] = []
  let listed: readonly Hotkey[] = []
  let begun: { pressed: number; at: number; ids: ReadonlySet<string> } | undefined

  const change = (next: typeof hotkeys) => {
    hotkeys = next
    listed = next.map((each) => each.hotkey)
    for (const listener of listeners) listener()
  }

  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return
    const place = placeOf(event.target)
    const depth = begun && now() - begun.at <= sequenceMs ? begun.pressed : 0
    const earlier = depth > 0 ? begun?.ids : undefined
    const found =
      candidates(event, place, depth, earlier) ?? (depth > 0 ? candidates(event, place, 0, undefined) : undefined)
    begun = undefined
    if (!found) return
    const { matching, pressed } = found
    const complete = matching.findLast((each) => each.strokes.length === pressed)
    if (complete) {
      const { hotkey } = complete
      if (place === 'field' && hotkey.inFields === 'after-own')
        return afterOwn(event.target as PlainField, hotkey.run, after)
      event.preventDefault()
      hotkey.run()
      return
    }
    begun = { pressed, at: now(), ids: new Set(matching.map((each) => each.hotkey.id)) }
  }

  function candidates(event: KeyboardEvent, place: Place, depth: number, earlier: ReadonlySet<string> | undefined) {
    const matching = hotkeys.filter(({ hotkey, strokes }) => {
      const stroke = strokes[depth]
      if (!stroke || (earlier && !earlier.has(hotkey.id))) return false
      return isStroke(event, stroke, isApple) && mayRun(hotkey, stroke, place)
    })
    return matching.length > 0 ? { matching, pressed: depth + 1 } : undefined
  }

  return {
    add: (hotkey) => {
      const entry = { hotkey, strokes: parseCombo(hotkey.combo) }
      change([...hotkeys, entry])
      return () => change(hotkeys.filter((each) => each !== entry))
    },
    list: () => listed,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    press,
  }
}

/** Runs unless the browser takes a step back in the field. By what the field says: browsers also tell of steps that changed nothing. */
function afterOwn(field: PlainField, run: () => void, after: HotkeyRegistryOptions['after']): void {
  const { value } = field
  after(ownUndoMs, () => {
    if (field.value === value) run()
  })
}

type PlainField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
type Place = 'free' | 'field' | 'rich-field' | 'own-keys' | 'layer'

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof Element)) return 'free'
  if (isPlainField(target)) return target.closest('[role="dialog"]') ? 'layer' : 'field'
  if (isRichField(target)) return 'rich-field'
  if (target.closest('[data-own-keys]')) return 'own-keys'
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return 'layer'
  return 'free'
}

function mayRun(hotkey: Hotkey, stroke: Stroke, place: Place): boolean {
  if (place === 'free') return true
  return stroke.mod && (hotkey.inFields === true || (hotkey.inFields === 'after-own' && place === 'field'))
}

const fieldlessInputs = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])

function isPlainField(element: Element): element is PlainField {
  if (element instanceof HTMLInputElement) return !fieldlessInputs.has(element.type)
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
}

/** Editors take back by themselves. */
function isRichField(element: Element): boolean {
  return element.closest('[contenteditable=""], [contenteditable="true"], [role="textbox"]') !== null
}

function isModifier(key: string): boolean {
  return key === 'Shift' || key === 'Control' || key === 'Alt' || key === 'Meta'
}
