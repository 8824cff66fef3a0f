import { afterEach, expect, it } from 'vitest'
import { EndFollower } from './end-follower.ts'

const height = 100
let close: (() => void) | undefined
afterEach(() => {
  close?.()
  document.body.innerHTML = ''
})

/** A panel of 100 px that holds so much; the layout is moved by hand. */
function openPanel(holds: number) {
  document.body.innerHTML =
    '<div><div><button aria-expanded="false">More</button><button>Do it</button><article></article></div></div>'
  const log = document.body.firstElementChild as HTMLElement
  const turn = log.querySelector('article') as HTMLElement
  let whole = holds
  let top = 0
  let turnAt = 0
  let sized = () => {}
  const clamp = (wanted: number) => Math.max(0, Math.min(wanted, whole - height))
  const scrollTo = (wanted: number) => {
    top = clamp(wanted)
  }
  Object.defineProperties(log, {
    clientHeight: { get: () => height },
    scrollHeight: { get: () => Math.max(whole, height) },
    scrollTop: { get: () => top, set: scrollTo },
  })
  turn.getBoundingClientRect = () => ({ top: turnAt - top }) as DOMRect
  const end = new EndFollower((_, changed) => {
    sized = changed
    return () => (sized = () => {})
  })
  const told: boolean[] = []
  end.subscribe(() => told.push(end.isAtEnd()))
  close = end.hold(log)
  return {
    end,
    told,
    top: () => top,
    grow: (by: number) => {
      whole += by
      sized()
    },
    scroll: (to: number) => {
      top = clamp(to)
      log.dispatchEvent(new Event('scroll'))
    },
    /** A turn is added that takes so much. */
    ask: (takes: number) => {
      turnAt = whole
      whole += takes
      end.show(turn)
      sized()
    },
    press: (selector: string) => log.querySelector<HTMLElement>(selector)?.click(),
  }
}

it('begins at the end, and stays there as it grows', () => {
  const { end, top, grow } = openPanel(500)
  expect([top(), end.isAtEnd()]).toEqual([400, true])
  grow(60)
  grow(40)
  expect([top(), end.isAtEnd()]).toEqual([500, true])
})

it('keeps the place of whoever has scrolled up, says that there is more, and goes back on request', () => {
  const { end, top, grow, scroll, told } = openPanel(500)
  scroll(200)
  grow(60)
  expect([top(), end.isAtEnd(), told]).toEqual([200, false, [false]])
  end.toEnd()
  grow(40)
  expect([top(), told]).toEqual([500, [false, true]])
})

it('follows again once its reader is back at the end, and takes what grew meanwhile for no wish of theirs', () => {
  const { top, grow, scroll } = openPanel(500)
  scroll(200)
  scroll(300)
  grow(10)
  expect(top()).toBe(300)
  scroll(395)
  grow(30)
  expect(top()).toBe(440)
  // The event of an earlier move comes late, when there is more already.
  grow(0)
  scroll(top())
  grow(50)
  expect(top()).toBe(490)
})

it('shows what was asked with as much of its answer as fits, and follows only where all of it does', () => {
  const long = openPanel(500)
  long.ask(300)
  expect([long.top(), long.end.isAtEnd()]).toEqual([492, false])
  long.grow(50)
  expect(long.top()).toBe(492)
  close?.()
  const short = openPanel(500)
  short.scroll(0)
  short.ask(40)
  expect([short.top(), short.end.isAtEnd()]).toEqual([440, true])
  short.grow(200)
  expect(short.top()).toBe(640)
})

it('leaves what somebody opens where it is', () => {
  const { top, grow, press } = openPanel(500)
  press('button:last-of-type')
  grow(20)
  expect(top()).toBe(420)
  press('[aria-expanded]')
  grow(300)
  expect(top()).toBe(420)
})
