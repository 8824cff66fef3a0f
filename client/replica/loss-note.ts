import type { Keepsakes } from '#client/platform/ports.ts'
import type { Core } from './core.ts'
import type { Live } from './live.ts'
import type { LinkReport } from './sync-status.ts'

/** What was only here. */
export interface Lost {
  readonly unsent: number
  readonly hasLocal: boolean
}

const atRiskKey = 'nexus-only-here'
const lostKey = 'nexus-lost'

/**
 * Keeps a note beside the database of what is in it and nowhere else, so that a start that finds the database gone can say what is
 * lost. Honest as far as it goes: a browser that clears everything clears the note too.
 */
export function keepLossNote(core: Core, report: Live<LinkReport>): void {
  const { keepsakes } = core.edges
  const localHere = new Set(read(keepsakes, atRiskKey)?.local ?? [])
  let noted = keepsakes.get(atRiskKey)
  const note = () => {
    // What it says now is what is lost.
    if (core.trouble.get()?.trouble === 'lost') return
    const unsent = Object.values(report.get().workspaces).reduce((sum, each) => sum + each.unsent, 0)
    const local = [...localHere].filter((id) =>
      core.workspaces.all().some((each) => each.id === id && each.origin === 'local'),
    )
    const next = unsent > 0 || local.length > 0 ? JSON.stringify({ unsent, local }) : undefined
    if (next === noted) return
    noted = next
    if (next === undefined) keepsakes.remove(atRiskKey)
    else keepsakes.put(atRiskKey, next)
  }
  core.onStored(({ chunks }) => {
    for (const { workspace } of chunks)
      if (core.workspaces.find(workspace)?.origin === 'local') localHere.add(workspace)
    note()
  })
  report.subscribe(note)
  core.workspaces.entries.subscribe(note)
}

/** What an earlier start has lost, told until somebody has read it. `isNew`: nothing is stored here. */
export function lossAtStart(keepsakes: Keepsakes, isNew: boolean): Lost | undefined {
  const atRisk = isNew ? read(keepsakes, atRiskKey) : undefined
  if (atRisk) {
    keepsakes.put(lostKey, JSON.stringify(atRisk))
    keepsakes.remove(atRiskKey)
  }
  const lost = atRisk ?? read(keepsakes, lostKey)
  return lost && { unsent: lost.unsent, hasLocal: lost.local.length > 0 }
}

export function forgetLoss(keepsakes: Keepsakes): void {
  keepsakes.remove(lostKey)
}

function read(
  keepsakes: Keepsakes,
  key: string,
): { readonly unsent: number; readonly local: readonly string[] } | undefined {
  try {
    const { unsent, local } = JSON.parse(keepsakes.get(key) ?? '') as Record<string, unknown>
    if (typeof unsent !== 'number' || !Array.isArray(local)) return undefined
    return { unsent, local: local.filter((id) => typeof id === 'string') }
  } catch {
    return undefined
  }
}
