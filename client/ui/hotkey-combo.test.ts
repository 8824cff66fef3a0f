import { describe, expect, it } from 'vitest'
import { isStroke, type KeyPress, keysOf, parseCombo } from './hotkey-combo.ts'

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...rest,
})
const is = (combo: string, event: KeyPress, isApple = false) => {
  const [stroke] = parseCombo(combo)
  return stroke !== undefined && isStroke(event, stroke, isApple)
}

describe('strokes', () => {
  it('takes mod for Ctrl, and for Cmd on Apple’s systems', () => {
    expect(is('mod+k', press('k', { ctrlKey: true }))).toBe(true)
    expect(is('mod+k', press('k', { metaKey: true }))).toBe(false)
    expect(is('mod+k', press('k', { metaKey: true }), true)).toBe(true)
    expect(is('mod+k', press('k', { ctrlKey: true }), true)).toBe(false)
    expect(is('mod+k', press('k', { ctrlKey: true, metaKey: true }))).toBe(false)
  })

  it('tells undo from redo by Shift', () => {
    expect(is('mod+z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(is('mod+shift+z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true)
  })

  it('takes a sign with or without Shift, as keyboards differ', () => {
    expect(is('?', press('?', { shiftKey: true }))).toBe(true)
    expect(is('?', press('?'))).toBe(true)
    expect(is('?', press('?', { ctrlKey: true }))).toBe(false)
  })

  it('finds a letter by its place where the alphabet is another', () => {
    expect(is('mod+k', press('л', { code: 'KeyK', ctrlKey: true }))).toBe(true)
    expect(is('k', press('л', { code: 'KeyL' }))).toBe(false)
  })

  it('reads a plus sign as a key', () => {
    expect(is('mod++', press('+', { ctrlKey: true }))).toBe(true)
  })
})

describe('keysOf', () => {
  it('names keys as the keyboard does', () => {
    expect(keysOf('mod+shift+z', true)).toEqual([['⌘', '⇧', 'Z']])
    expect(keysOf('mod+shift+z', false)).toEqual([['Ctrl', 'Shift', 'Z']])
    expect(keysOf('g t', false)).toEqual([['G'], ['T']])
    expect(keysOf('shift+enter', false)).toEqual([['Shift', '↵']])
  })
})
