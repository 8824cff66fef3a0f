import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { allMessages } from '#client/app/messages.ts'
import type { DeviceLock } from '#client/platform/device-lock.ts'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import { LockScreen } from './lock-screen.tsx'

let root: Root | undefined
beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true))
afterEach(async () => {
  await act(async () => root?.unmount())
  vi.unstubAllGlobals()
})

it('a wrong PIN leaves the focus in the field, empty, for the next try', async () => {
  const lock = {
    owner: { id: 'a', name: 'Ada', email: 'ada@example.org' },
    tryPin: async () => ({ kind: 'wrong' }),
  } as Partial<DeviceLock> as DeviceLock
  const place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  await act(async () =>
    root?.render(
      <DesignProvider messages={allMessages([])}>
        <LockScreen lock={lock} onOpen={() => {}} />
      </DesignProvider>,
    ),
  )
  const field = place.querySelector('input')
  const button = place.querySelector<HTMLButtonElement>('button[type="submit"]')
  button?.focus()
  expect(document.activeElement).toBe(button)
  await act(async () => {
    place.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  })
  expect(place.querySelector('[role="alert"]')?.textContent).toBe('The PIN is not right.')
  expect(document.activeElement).toBe(field)
  expect(field?.value).toBe('')
})
