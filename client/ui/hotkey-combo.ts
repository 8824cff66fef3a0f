/** One stroke: `mod+shift+z`. `mod` is Cmd on Apple's systems and Ctrl elsewhere. */
export interface Stroke {
  readonly key: string
  readonly mod: boolean
  readonly shift: boolean
  readonly alt: boolean
}

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** `mod+k`, `?`, `shift+enter`, or strokes one after the other: `g t`. */
export function parseCombo(combo: string): readonly Stroke[] {
  return combo.trim().toLowerCase().split(/\s+/).map(parseStroke)
}

/** Whether the press is this stroke. Letters are found by their place too, so that other alphabets keep their shortcuts. */
export function isStroke(press: KeyPress, stroke: Stroke, isApple: boolean): boolean {
  const mod = isApple ? press.metaKey : press.ctrlKey
  const otherMod = isApple ? press.ctrlKey : press.metaKey
  if (mod !== stroke.mod || otherMod || press.altKey !== stroke.alt) return false
  if (keyOf(press) !== stroke.key) return false
  // `?` needs Shift on one keyboard and not on another: for signs, the sign alone counts.
  return press.shiftKey === stroke.shift || isSign(stroke.key)
}

const appleNames: Readonly<Record<string, string>> = { mod: '⌘', shift: '⇧', alt: '⌥' }
const otherNames: Readonly<Record<string, string>> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' }
const keyNames: Readonly<Record<string, string>> = {
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  backspace: '⌫',
  delete: 'Del',
  space: 'Space',
}

/** The keys of a combo as a keyboard has them written on it, one list a stroke. */
export function keysOf(combo: string, isApple: boolean): readonly (readonly string[])[] {
  const names = isApple ? appleNames : otherNames
  return parseCombo(combo).map((stroke) => {
    const modifiers = (['mod', 'shift', 'alt'] as const)
      .filter((each) => stroke[each])
      .map((each) => names[each] ?? each)
    return [...modifiers, keyNames[stroke.key] ?? stroke.key.toUpperCase()]
  })
}

export function isAppleSystem(): boolean {
  return /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '')
}

function parseStroke(text: string): Stroke {
  // `mod++` means the plus key itself.
  const parts = text.endsWith('++') ? [...text.slice(0, -2).split('+'), '+'] : text.split('+')
  const key = parts.at(-1) ?? ''
  return {
    key: key === '' ? '+' : key,
    mod: parts.includes('mod'),
    shift: parts.includes('shift'),
    alt: parts.includes('alt'),
  }
}

function keyOf(press: KeyPress): string {
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase()
  const isLatin = key.length > 1 || /[\u0020-\u007e]/.test(key)
  if (isLatin && !press.altKey) return key
  return /^(?:Key|Digit)(.)$/.exec(press.code)?.[1]?.toLowerCase() ?? key
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[a-z0-9]/.test(key)
}
