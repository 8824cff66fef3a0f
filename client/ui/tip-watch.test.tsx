import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TipTarget, watchTips } from './tip-watch.ts'

let shown: (TipTarget | undefined)[]
let close: () => void

beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML =
    '<button data-tip="New" data-tip-keys="n"><i></i></button><button data-tip="Old"></button><p></p>'
  shown = []
  close = watchTips({ root: document, show: (target) => shown.push(target) })
})
afterEach(() => {
  close()
  vi.useRealTimers()
})

const part = (selector: string): Element => document.querySelector(selector) ?? document.body
const over = (selector: string, pointerType = 'mouse') =>
  part(selector).dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType }))
const labels = () => shown.map((target) => target?.label)

describe('watchTips', () => {
  it('tells after a rest, also from the icon inside, and takes it away on leaving', () => {
    over('i')
    vi.advanceTimersByTime(399)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(shown.at(-1)).toMatchObject({ label: 'New', keys: 'n' })
    over('p')
    expect(shown.at(-1)).toBeUndefined()
  })

  it('does not wait again from one button to the next', () => {
    over('i')
    vi.advanceTimersByTime(400)
    over('button:last-of-type')
    vi.advanceTimersByTime(0)
    expect(labels()).toEqual(['New', undefined, 'Old'])
  })

  it('stays quiet for fingers, for those who only pass, and for what is gone by then', () => {
    over('i', 'touch')
    vi.advanceTimersByTime(1000)
    over('i')
    vi.advanceTimersByTime(200)
    over('p')
    vi.advanceTimersByTime(1000)
    over('i')
    document.body.innerHTML = ''
    vi.advanceTimersByTime(1000)
    expect(labels().filter(Boolean)).toEqual([])
  })

  it('gives way to a press of a button or a key', () => {
    over('i')
    vi.advanceTimersByTime(400)
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    expect(labels()).toEqual(['New', undefined])
  })
})
