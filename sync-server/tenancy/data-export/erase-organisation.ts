import { createHash } from 'node:crypto'
import type { OrganisationId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { backupsIn } from '#server/storage/backup/backup-folder.ts'
import { type Act, noteOf } from '../act.ts'
import type { DataExportPorts } from './data-export.ts'

/** What is left of an organisation: that it was erased, when, by whom and how, and where copies still are. */
export interface ErasureCertificate {
  readonly organisation: OrganisationId
  readonly name: string
  readonly erasedAt: string
  readonly by: string
  readonly method: string
  readonly workspaces: number
  readonly members: number
  readonly files: number
  readonly bytes: number
  /** Over path and size of each file that was removed. */
  readonly filesSha256: string
  /** Folders of backups that hold it still, as far as the server knows; they have to be removed by whoever keeps them. */
  readonly backups: readonly string[]
}

export interface Erased {
  readonly certificate: ErasureCertificate
  /** SHA-256 of the certificate as JSON, which the server's audit log holds. */
  readonly sha256: string
}

/** Everything of an organisation, for ever. `name` is typed by whoever wants it, and has to be its name. */
export async function eraseOrganisation(
  ports: DataExportPorts,
  asked: { organisation: OrganisationId; name: string },
  act: Act,
): Promise<Outcome<'wrong-name', Erased>> {
  const { storage, access, clock, keys, quotas } = ports
  const { organisation } = asked
  const certificate = await certificateOf(ports, organisation, act)
  if (asked.name !== certificate.name) return refused('wrong-name')
  const json = JSON.stringify(certificate)
  const sha256 = createHash('sha256').update(json).digest('hex')
  const agents = [...(await (await storage.organisation(organisation)).organisationRoles()).keys()].filter((each) =>
    each.startsWith('agent:'),
  )
  for (const agent of agents) for (const { id } of await keys.list(agent)) await keys.revoke(id)
  await storage.moves.eraseOrganisation({
    organisation,
    certificate: json,
    timeMs: clock.now(),
    note: noteOf(clock, act, {
      action: 'organisation.erased',
      object: `organization:${organisation}`,
      body: { certificate, sha256 },
    }),
  })
  quotas.forget(organisation)
  // Whoever has it open is told that it is not there.
  await access.announce({ organisation })
  return done({ certificate, sha256 })
}

async function certificateOf(
  { storage, clock, dataFolder, nameOf }: DataExportPorts,
  organisation: OrganisationId,
  { by }: Act,
): Promise<ErasureCertificate> {
  const { members, workspaces } = await (await storage.organisation(organisation)).use()
  const files = storage.moves.filesOf(organisation)
  const sum = createHash('sha256')
  for (const { path, bytes } of files) sum.update(`${path} ${bytes}\n`)
  const backups = backupsIn(`${dataFolder}-backups`).filter(({ manifest }) =>
    manifest.databases.some(({ path }) => path.includes(organisation)),
  )
  return {
    organisation,
    name: await nameOf(organisation),
    erasedAt: new Date(clock.now()).toISOString(),
    by,
    method:
      'files removed, with their write-ahead logs, journals and copies in the data folder; blocks of the disk not overwritten',
    workspaces: workspaces.length,
    members,
    files: files.length,
    bytes: files.reduce((total, { bytes }) => total + bytes, 0),
    filesSha256: sum.digest('hex'),
    backups: backups.map(({ folder }) => folder),
  }
}
