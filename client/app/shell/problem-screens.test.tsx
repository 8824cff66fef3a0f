import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import { allMessages } from '../messages.ts'
import { RoomProblem } from './problem-screens.tsx'

let root: Root | undefined
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(async () => {
  await act(async () => root?.unmount())
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A room that falls over when its button is pressed. */
function Frail() {
  const [isBroken, setBroken] = useState(false)
  if (isBroken) throw new Error('The room fell over.')
  return (
    <main id="content">
      <textarea defaultValue="A thought not yet stored" />
      <button type="button" onClick={() => setBroken(true)}>
        Break
      </button>
    </main>
  )
}

it('offers the text that was typed on a screen which then fell over', async () => {
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const rootRoute = createRootRoute({ component: Frail, errorComponent: RoomProblem })
  const router = createRouter({ routeTree: rootRoute, history: createMemoryHistory() })
  const place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  await act(async () => {
    root?.render(
      <DesignProvider messages={allMessages([])}>
        <RouterProvider router={router} />
      </DesignProvider>,
    )
    await router.load()
  })
  const button = (label: string) => [...place.querySelectorAll('button')].find((each) => each.textContent === label)
  await act(async () => button('Break')?.click())
  expect(place.textContent).toContain('This screen stopped working')
  expect(place.querySelector('textarea')).toBeNull()
  await act(async () => button('Copy my unsaved text')?.click())
  expect(copied).toHaveBeenCalledWith('A thought not yet stored')
  await act(async () => button('Copy what happened')?.click())
  expect(copied.mock.lastCall?.[0]).toContain('The room fell over.')
})
