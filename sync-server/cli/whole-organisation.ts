import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { OrganisationId } from '#shared/kit/ids.ts'
import type { Problem } from '#shared/protocol/rest.ts'
import { operator } from '#server/access/operator-access.ts'
import { type Core, openCore } from '#server/app/core.ts'
import { serverDefaults } from '#server/app/start-server.ts'
import { ArchiveFault } from '#server/storage/organisation-moves.ts'
import type { Erased } from '#server/tenancy/data-export/erase-organisation.ts'
import type { ImportedArchive } from '#server/tenancy/data-export/import-organisation.ts'
import { adminOptions, exitCodes, failed, misused, overAdminServer, say } from './admin-command.ts'
import { serverAddress } from './admin-server.ts'
import { dataFolderOf, readWords, sentenceOfFault } from './data-words.ts'

const exportUsage = 'nexus export organisation FILE --org NAME [--json] [--data DIR | --server URL]'
const importUsage = 'nexus import organisation FILE [--json] [--data DIR | --server URL]'
const eraseUsage =
  'nexus erase organisation --org NAME --name "ITS NAME" [--dry-run] [--json] [--data DIR | --server URL]'

const act = { by: operator } as const

/** All of an organisation as one archive. Of all three: 0: done · 1: it could not be · 2: the command is wrong. */
export async function exportOrganisation(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: exportUsage, options: { ...adminOptions, org: { type: 'string' } } })
  if (!words) return exitCodes.misused
  const { org, json, ...place } = words.values
  const [file, ...others] = words.positionals
  if (!org || file === undefined || others.length > 0) return misused(exportUsage)
  return overArchives(
    { ...place, env },
    {
      online: async (ask) => {
        const answer = await ask(`/api/orgs/${encodeURIComponent(org)}/export`, { method: 'GET' })
        if (answer.body) await write(Readable.fromWeb(answer.body as never), file)
        say(json, { file: resolve(file) }, [`wrote ${file}`])
      },
      offline: async (core) => {
        const id = await organisationNamed(core, org)
        if (!id) throw new ArchiveRefusal(`there is no organisation "${org}".`)
        await write((await core.dataExport.export(id, act)).stream, file)
        say(json, { file: resolve(file) }, [`wrote ${file}`])
      },
    },
  )
}

/** Takes an organisation over from its archive. */
export async function importOrganisation(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const words = readWords(args, { usage: importUsage, options: adminOptions })
  if (!words) return exitCodes.misused
  const { json, ...place } = words.values
  const [file, ...others] = words.positionals
  if (file === undefined || others.length > 0) return misused(importUsage)
  return overArchives(
    { ...place, env },
    {
      online: async (ask) => {
        const body = Readable.toWeb(createReadStream(file)) as never
        const answer = await ask('/api/imports/organisation', { method: 'POST', body, duplex: 'half' } as RequestInit)
        tell(json, (await answer.json()) as ImportedArchive)
      },
      offline: async (core) => tell(json, await core.dataExport.import(createReadStream(file), act)),
    },
  )
}

/** Everything of an organisation, for ever. */
export async function eraseOrganisation(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const options = { ...adminOptions, org: { type: 'string' }, name: { type: 'string' } } as const
  const words = readWords(args, { usage: eraseUsage, options })
  if (!words) return exitCodes.misused
  const { org, name, json, 'dry-run': dryRun, ...place } = words.values
  if (!org || name === undefined || words.positionals.length > 0) return misused(eraseUsage)
  const path = `/api/orgs/${encodeURIComponent(org)}`
  return overAdminServer({ ...place, env }, async (server) => {
    if (dryRun) {
      const found = await server.ask<{ name: string }>('GET', path)
      if (found.name !== name) return failed(`it is called "${found.name}"; nothing would be erased.`)
      say(json, { erased: false, name }, [`would erase "${name}" for ever`])
      return exitCodes.done
    }
    const { certificate, sha256 } = await server.ask<Erased>('DELETE', path, { name })
    say(json, { certificate, sha256 }, [
      `erased "${certificate.name}": ${certificate.workspaces} workspaces, ${certificate.files} files, ${certificate.bytes} bytes`,
      `certificate ${sha256}, in the audit log of the server`,
      ...certificate.backups.map((folder) => `still in the backup ${folder}`),
    ])
    return exitCodes.done
  })
}

function tell(json: boolean | undefined, imported: ImportedArchive): void {
  const { name, organisation, workspaces, files, renamed, matched, made } = imported
  say(json, imported, [
    `imported "${name}" as ${organisation}: ${workspaces} workspaces, ${files} files`,
    ...renamed.map(({ from, to }) => `workspace ${from} is ${to} here`),
    ...matched.map(({ email }) => `${email} has an account here`),
    ...made.map(({ email }) => `${email} got an account without a password; invite them or let them reset it`),
  ])
}

class ArchiveRefusal extends Error {}

interface Ways {
  online(ask: (path: string, init: RequestInit) => Promise<Response>): Promise<void>
  offline(core: Core): Promise<void>
}

interface Place {
  readonly data?: string | undefined
  readonly server?: string | undefined
  readonly env: NodeJS.ProcessEnv
}

/** A server that runs, when there is a key for it and no folder was named; else the data folder. Archives are streams, which the other doors of the command line are not made for. */
async function overArchives({ data, server, env }: Place, { online, offline }: Ways): Promise<number> {
  const key = data === undefined ? env.NEXUS_API_KEY : undefined
  const dataFolder = await dataFolderOf(data, env)
  if (dataFolder === undefined) return exitCodes.misused
  try {
    if (key) await online((path, init) => askServer(new URL(path, server ?? serverAddress(env)), key, init))
    else await overCore(dataFolder, offline)
    return exitCodes.done
  } catch (error) {
    if (error instanceof ArchiveRefusal || error instanceof ArchiveFault) return failed(error.message)
    return failed(sentenceOfFault(error))
  }
}

async function overCore(dataFolder: string, act: (core: Core) => Promise<void>): Promise<void> {
  const core = await openCore({ ...serverDefaults, dataFolder })
  try {
    await act(core)
  } finally {
    await core.close()
  }
}

async function askServer(url: URL, key: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, headers: { authorization: `Bearer ${key}` } }).catch(() => undefined)
  if (!answer) throw new ArchiveRefusal(`there is no server at ${url.origin}.`)
  if (answer.ok) return answer
  const { detail } = (await answer.json().catch(() => ({}))) as Partial<Problem>
  throw new ArchiveRefusal(detail ?? `the server answered ${answer.status}.`)
}

async function organisationNamed({ storage }: Core, org: string): Promise<OrganisationId | undefined> {
  const id = (await storage.control.idOf({ kind: 'organisation', scope: '', slug: org })) ?? org
  return (await storage.control.organisations()).find((each) => each === id)
}

/** Whole or not at all. */
async function write(stream: Readable, file: string): Promise<void> {
  try {
    await pipeline(stream, createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (exists) throw new ArchiveRefusal(`${file} is there already.`)
    await rm(file, { force: true })
    throw error
  }
}
