import { afterEach, describe, expect, it, vi } from 'vitest'
import { callServer } from './rest.ts'

const answering = (status: number, body: string) =>
  vi.fn(async () => new Response(status === 204 ? null : body, { status }))

afterEach(() => vi.unstubAllGlobals())

describe('callServer', () => {
  it('sends JSON and gives the answer', async () => {
    const fetched = answering(201, '{"token":"abc"}')
    vi.stubGlobal('fetch', fetched)
    expect(await callServer('workspaces/ws_1/invitations', { method: 'POST', body: { role: 'editor' } })).toEqual({
      ok: true,
      value: { token: 'abc' },
    })
    expect(fetched).toHaveBeenCalledWith('/api/workspaces/ws_1/invitations', {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: '{"role":"editor"}',
    })
  })

  it('takes no content for done', async () => {
    vi.stubGlobal('fetch', answering(204, ''))
    expect(await callServer('x', { method: 'DELETE' })).toEqual({ ok: true, value: undefined })
  })

  it('passes on the code and the sentence of a problem document', async () => {
    vi.stubGlobal('fetch', answering(409, '{"code":"last-owner","detail":"A workspace needs an owner."}'))
    expect(await callServer('x')).toEqual({ ok: false, reason: 'last-owner', detail: 'A workspace needs an owner.' })
  })

  it.each([
    ['no network', vi.fn(async () => Promise.reject(new TypeError('Failed to fetch')))],
    ['a proxy that answers in HTML', answering(502, '<h1>Bad gateway</h1>')],
    ['a page instead of the API', answering(200, '<!doctype html>')],
  ])('says unreachable for %s', async (_, fetched) => {
    vi.stubGlobal('fetch', fetched)
    expect(await callServer('x')).toEqual({ ok: false, reason: 'unreachable' })
  })
})
