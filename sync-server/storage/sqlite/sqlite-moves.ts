import { join } from 'node:path'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { OrganisationMoves } from '../organisation-moves.ts'
import { copyOrganisation } from './copy-organisation.ts'
import { organisationFile } from './data-files.ts'
import { beginErasure, erasuresIn, filesOf, finishErasure, syncErasure } from './erase-organisation.ts'
import { importOrganisation } from './import-organisation.ts'
import type { Sqlite } from './open-database.ts'
import type { OrganisationFiles } from './organisation-files.ts'

export interface MovePorts {
  readonly control: Sqlite
  readonly folder: string
  readonly files: OrganisationFiles
  readonly erased: Set<OrganisationId>
  readonly clock: Clock
}

export function openMoves({ control, folder, files, erased, clock }: MovePorts): OrganisationMoves {
  return {
    copyOrganisation: async (organisation, to) => {
      const store = await files.store(organisation)
      await store.log.sorted('now')
      // Open meanwhile, so that it is not closed and taken away under the reader.
      return files.use(organisation, () => copyOrganisation(join(folder, organisationFile(organisation)), to))
    },
    importOrganisation: (staged) => importOrganisation({ control, folder }, staged),
    eraseOrganisation: async (erasure) => {
      const { organisation } = erasure
      beginErasure(control, erasure)
      erased.add(organisation)
      await files.withoutFile(organisation, async () => {
        finishErasure(control, { folder, organisation, timeMs: clock.now() })
        await syncErasure(folder)
      })
    },
    filesOf: (organisation) => filesOf(folder, organisation),
  }
}

/** The organisations that have been erased. What a process that ended in the middle has left of them is removed now. */
export function erasedOrganisations({
  control,
  folder,
  clock,
}: Omit<MovePorts, 'files' | 'erased'>): Set<OrganisationId> {
  const all = erasuresIn(control)
  for (const { organisation, isFinished } of all) {
    if (!isFinished) finishErasure(control, { folder, organisation, timeMs: clock.now() })
  }
  return new Set(all.map(({ organisation }) => organisation))
}
