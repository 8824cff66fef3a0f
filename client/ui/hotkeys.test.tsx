import { describe, expect, it, onTestFinished } from 'vitest'
import { createHotkeyRegistry, type Hotkey } from './hotkey-registry.ts'

function setUp() {
  const clock = { now: 0 }
  const ran: string[] = []
  const waiting: (() => void)[] = []
  const after = (_: number, run: () => void) => void waiting.push(run)
  const registry = createHotkeyRegistry({ isApple: false, now: () => clock.now, after })
  const hotkey = (combo: string, more: Partial<Hotkey> = {}): Hotkey => ({
    id: combo,
    combo,
    label: combo,
    inFields: false,
    run: () => ran.push(combo),
    ...more,
  })
  window.addEventListener('keydown', registry.press)
  onTestFinished(() => window.removeEventListener('keydown', registry.press))
  const press = (key: string, target: Element = document.body, options: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options })
    target.dispatchEvent(event)
    return event
  }
  const rest = () => waiting.splice(0).forEach((run) => run())
  return { clock, ran, registry, hotkey, press, rest }
}

function place(html: string): Element {
  document.body.innerHTML = html
  const found = document.querySelector('[data-here]')
  if (!found) throw new Error('no place marked')
  return found
}

describe('hotkey registry', () => {
  it('runs a key, says that it was handled, and forgets it after removal', () => {
    const { ran, registry, hotkey, press } = setUp()
    const remove = registry.add(hotkey('n'))
    expect(press('n').defaultPrevented).toBe(true)
    remove()
    expect(press('n').defaultPrevented).toBe(false)
    expect(ran).toEqual(['n'])
  })

  it('runs two strokes in time, and not too late', () => {
    const { clock, ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('g t'))
    registry.add(hotkey('g d'))
    press('g')
    press('t')
    press('g')
    clock.now += 5_000
    press('d')
    expect(ran).toEqual(['g t'])
    press('g')
    press('d')
    expect(ran).toEqual(['g t', 'g d'])
  })

  it('begins anew when the second stroke leads nowhere', () => {
    const { ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('g t'))
    registry.add(hotkey('n'))
    press('g')
    press('n')
    expect(ran).toEqual(['n'])
  })

  it.each([
    '<input data-here>',
    '<textarea data-here></textarea>',
    '<div contenteditable="true"><p data-here>text</p></div>',
    '<div data-own-keys><canvas data-here></canvas></div>',
    '<div role="dialog"><button data-here></button></div>',
    '<div role="menu"><button data-here></button></div>',
  ])('leaves plain keys and undo to %s, but not the command bar', (html) => {
    const { ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('n'))
    registry.add(hotkey('mod+z'))
    registry.add(hotkey('mod+k', { inFields: true }))
    const here = place(html)
    press('n', here)
    press('z', here, { ctrlKey: true })
    expect(ran).toEqual([])
    press('k', here, { ctrlKey: true })
    expect(ran).toEqual(['mod+k'])
  })

  it('undo in a field belongs to the field while it has something to take back, then to the app', () => {
    const { ran, registry, hotkey, press, rest } = setUp()
    registry.add(hotkey('mod+z', { inFields: 'after-own' }))
    const field = place('<input data-here value="typed">') as HTMLInputElement
    expect(press('z', field, { ctrlKey: true }).defaultPrevented).toBe(false)
    field.value = ''
    rest()
    expect(ran).toEqual([])
    press('z', field, { ctrlKey: true })
    rest()
    expect(ran).toEqual(['mod+z'])
  })

  it.each(['<div role="dialog"><input data-here></div>', '<div contenteditable="true"><p data-here>text</p></div>'])(
    'undo in %s never reaches what is behind',
    (html) => {
      const { ran, registry, hotkey, press, rest } = setUp()
      registry.add(hotkey('mod+z', { inFields: 'after-own' }))
      press('z', place(html), { ctrlKey: true })
      rest()
      expect(ran).toEqual([])
    },
  )

  it('works on a checkbox, which takes no text', () => {
    const { ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('n'))
    press('n', place('<input type="checkbox" data-here>'))
    expect(ran).toEqual(['n'])
  })

  it('rests while an input method composes, and when someone else took the key', () => {
    const { ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('n'))
    press('n', document.body, { isComposing: true })
    const here = place('<div data-here></div>')
    here.addEventListener('keydown', (event) => event.preventDefault())
    press('n', here)
    expect(ran).toEqual([])
  })

  it('lets the key added last win', () => {
    const { ran, registry, hotkey, press } = setUp()
    registry.add(hotkey('n', { id: 'far', run: () => ran.push('far') }))
    registry.add(hotkey('n', { id: 'near', run: () => ran.push('near') }))
    press('n')
    expect(ran).toEqual(['near'])
  })
})
