import type { OrganisationId } from '#shared/kit/ids.ts'
import type { QuotaPlace, QuotaState } from '#server/storage/quota-store.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import { noteOf } from '../act.ts'
import { nextTold } from './quota-levels.ts'
import type { ShelfPorts } from './quota-shelf.ts'
import { serverActor } from './server-actor.ts'

export interface TellingPorts extends ShelfPorts {
  report(fault: unknown): void
}

interface ToldLevel extends QuotaPlace {
  readonly limit: number
  readonly used: number
  readonly isRefused: boolean
}

/** What administrators are told in the audit log, once for each time that it changes. */
export function openTellings({ storage, clock, report }: TellingPorts) {
  const told = new Map<OrganisationId, Map<string, QuotaState['state']>>()
  const underway = new Set<Promise<void>>()
  const keyOf = ({ name, workspace }: QuotaPlace) => `${name} ${workspace ?? ''}`
  const lastOf = (organisation: OrganisationId, level: ToldLevel) => told.get(organisation)?.get(keyOf(level))
  const isNews = (organisation: OrganisationId, level: ToldLevel) => {
    const last = lastOf(organisation, level)
    // What an earlier process has told, the store knows.
    return last === undefined || nextTold(last, level) !== last
  }
  return {
    isNews,
    tell: async (organisation: OrganisationId, level: ToldLevel) => {
      const state = nextTold(lastOf(organisation, level) ?? 'fine', level)
      const { name, workspace, used, limit } = level
      const states = told.get(organisation) ?? new Map<string, QuotaState['state']>()
      told.set(organisation, states.set(keyOf(level), state))
      const object = workspace ? `workspace:${workspace}` : `organization:${organisation}`
      const note = noteOf(clock, { by: serverActor }, { action: `quota.${state}`, object, body: { name, used, limit } })
      await (await storage.organisation(organisation)).noteQuotaState({ name, workspace, state }, note)
    },
    later: (act: () => Promise<void>) => {
      const running: Promise<void> = act()
        .catch((fault: unknown) => {
          // Erased meanwhile: nobody is left to be told.
          if (!(fault instanceof StorageFault) || fault.code !== 'erased') report(fault)
        })
        .finally(() => underway.delete(running))
      underway.add(running)
    },
    forget: (organisation: OrganisationId) => void told.delete(organisation),
    settled: async () => {
      while (underway.size > 0) await Promise.all(underway)
    },
  }
}

export type Tellings = ReturnType<typeof openTellings>
