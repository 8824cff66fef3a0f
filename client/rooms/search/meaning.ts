import { fuse } from '#shared/assistant/search/fuse.ts'
import { meantThings } from '#shared/assistant/search/meant.ts'
import { callServer } from '../rest.ts'
import type { Meaning } from './finding/index.ts'

const limit = 12

/** What the server finds by what it means. Where an organisation has no model for it, it is asked once. */
export function meaningIn(workspace: string): Meaning {
  let isOn = true
  return {
    join: fuse,
    ask: async (typed) => {
      if (!isOn) return undefined
      const query = new URLSearchParams({ q: typed, limit: String(limit) })
      const answer = await callServer<unknown>(`workspaces/${workspace}/search/meaning?${query}`)
      const meant = answer.ok ? meantThings.safeParse(answer.value).data : undefined
      if (meant) isOn = meant.isOn
      return meant?.items
    },
  }
}
