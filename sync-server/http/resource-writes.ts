import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { orderByTime } from '#shared/kit/order-key.ts'
import { createFolder, documentType, folderType } from '#shared/rooms/documents/index.ts'
import type { CatalogueRow } from '#server/resources/catalogue.ts'
import { type Collection, collectionNamed, slugOf } from '#server/resources/collections.ts'
import { changeRecord, createRecord, recordForms } from '#server/resources/record-forms.ts'
import { etagOf, refuseUnlessMatching, seqOf } from './etags.ts'
import type { HttpPorts } from './http-server.ts'
import { bodyAs, HttpRefusal, orRefuse } from './problems.ts'
import { foundBy, type Reading, readingOf, refuseUnlessWritable } from './resource-reads.ts'
import { thingAnswer } from './resource-answers.ts'

/** What a record is written as; its commands say the rest. */
export const recordBody = z.record(z.string().max(60), z.json())

interface Exchange {
  readonly ports: HttpPorts
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** PUT: writes what stands there, or makes it. */
export async function putThing(reading: Reading, exchange: Exchange) {
  const { names, parts } = reading
  const found = names.find(parts)
  if (found?.kind === 'collection')
    throw new HttpRefusal('invalid-input', { detail: 'A list is not written as a whole: POST to it.' })
  if (!found) return createAt(reading, exchange)
  await foundBy(reading, exchange.ports)
  await refuseUnlessWritable(reading, exchange.ports, found.row.id)
  const etag = etagOf({ seq: found.row.lastSeq, epoch: reading.shelf.epoch })
  refuseUnlessMatching(exchange.request, etag)
  if (isNote(exchange.request)) await editNote(reading, found.row, exchange)
  else await runFor(reading, exchange, changeRecord(formOf(found.row.type), found.row, bodyOf(exchange)))
  return written(found.row.id, exchange)
}

/** POST to a list: makes a thing in it, called as its body says. */
export async function postThing(reading: Reading, exchange: Exchange) {
  const found = await foundBy(reading, exchange.ports)
  const isFolder = found.kind === 'thing' && found.row.type === folderType.name
  if (found.kind === 'thing' && !isFolder)
    throw new HttpRefusal('invalid-input', { detail: 'Things are made in lists and folders; PUT writes this one.' })
  const collection = found.kind === 'thing' ? found.collection : found.place.collection
  const id = await create(reading, exchange, {
    collection,
    folder: isFolder ? found.row.id : undefined,
    name: undefined,
  })
  return answerMade(id, exchange)
}

/** DELETE: into the trash, from which people can take it back. */
export async function trashThing(reading: Reading, exchange: Exchange) {
  const found = await foundBy(reading, exchange.ports)
  if (found.kind === 'collection') throw new HttpRefusal('invalid-input', { detail: 'A list can not be thrown away.' })
  const { id, type, lastSeq } = found.row
  await refuseUnlessWritable(reading, exchange.ports, id)
  refuseUnlessMatching(exchange.request, etagOf({ seq: lastSeq, epoch: reading.shelf.epoch }))
  const { workspace, principal } = reading
  orRefuse(await exchange.ports.commands.run({ workspace, principal, command: formOf(type).trash, input: { id } }))
  return exchange.reply.code(204).send()
}

interface NewThing {
  readonly collection: Collection
  readonly folder: ReplicaId | undefined
  /** What the path calls it; undefined: its body says. */
  readonly name: string | undefined
}

async function createAt(reading: Reading, exchange: Exchange) {
  const collection = collectionNamed(reading.parts[0] ?? '')
  const name = reading.parts.at(-1)
  const above = reading.parts.slice(1, -1)
  const isPlaced = collection?.type === documentType
  if (!collection || name === undefined || reading.parts.length < 2 || (above.length > 0 && !isPlaced))
    throw new HttpRefusal('not-found')
  refuseUnlessMatching(exchange.request, undefined)
  if (exchange.request.headers['if-match'] !== undefined) throw new HttpRefusal('changed-meanwhile')
  const folder = await folderAt(reading, exchange, above)
  return answerMade(await create(reading, exchange, { collection, folder, name }), exchange)
}

async function create(reading: Reading, exchange: Exchange, thing: NewThing): Promise<ReplicaId> {
  const { collection, folder, name } = thing
  await refuseUnlessWritable(reading, exchange.ports, folder)
  if (isNote(exchange.request)) return createNote(reading, exchange, thing)
  const form = formOf(collection.type.name)
  const body = bodyOf(exchange)
  const title = body[form.title]
  if (name !== undefined && typeof title === 'string' && slugOf(title) !== slugOf(name))
    throw new HttpRefusal('name-differs')
  const given = { ...body, ...(title === undefined && name !== undefined && { [form.title]: name }) }
  const made = await runFor(reading, exchange, createRecord(form, folder ? { ...given, parent: folder } : given))
  return typeof made === 'object' ? (made as { id: ReplicaId }).id : (made as ReplicaId)
}

async function createNote(
  { workspace, principal }: Reading,
  { ports, request }: Exchange,
  { collection, folder, name }: NewThing,
): Promise<ReplicaId> {
  if (collection.type !== documentType)
    throw new HttpRefusal('invalid-input', { detail: `${collection.name} are written as JSON.` })
  const source = request.body as string
  const { titleInNote } = await import('#shared/rooms/documents/markdown/index.ts')
  const titled = titleInNote(source)
  const title = titled ?? firstHeading(source) ?? name ?? ''
  if (name !== undefined && slugOf(title) !== slugOf(name) && titled !== undefined)
    throw new HttpRefusal('name-differs')
  const now = ports.clock.now()
  const fields = {
    title: (name !== undefined && slugOf(title) !== slugOf(name) ? name : title).slice(0, 500),
    ...(folder && { parent: folder }),
    position: orderByTime(now),
    createdAt: now,
    createdBy: principal,
  }
  return orRefuse(await ports.notes.create({ workspace, principal, source, fields }))
}

function firstHeading(source: string): string | undefined {
  return /^#{1,6}[ \t]+(\S.*?)[ \t#]*$/m.exec(source)?.[1]
}

async function editNote(
  { workspace, principal, shelf }: Reading,
  row: CatalogueRow,
  { ports, request }: Exchange,
): Promise<void> {
  if (row.type !== documentType.name)
    throw new HttpRefusal('invalid-input', { detail: 'Only documents are written as Markdown.' })
  const source = request.body as string
  const begun = request.headers['nexus-base'] ?? request.headers['if-match']
  const base = typeof begun === 'string' && begun !== '*' ? seqOf(begun, shelf.epoch) : undefined
  if (request.headers['nexus-base'] !== undefined && base === undefined) throw new HttpRefusal('base-gone')
  orRefuse(await ports.notes.edit({ workspace, principal, replica: row.id, source, base }))
}

/** The folders that a path goes through; those that are missing are made. */
async function folderAt(
  reading: Reading,
  exchange: Exchange,
  titles: readonly string[],
): Promise<ReplicaId | undefined> {
  let folder: ReplicaId | undefined
  for (const [at, title] of titles.entries()) {
    const found = reading.names.find([reading.parts[0] ?? '', ...titles.slice(0, at + 1), ''].slice(0, -1))
    if (found?.kind === 'thing' && found.row.type === folderType.name) folder = found.row.id
    else {
      await refuseUnlessWritable(reading, exchange.ports, folder)
      const { workspace, principal } = reading
      const input = { title, ...(folder && { parent: folder }) }
      folder = (
        orRefuse(await exchange.ports.commands.run({ workspace, principal, command: createFolder, input })) as {
          id: ReplicaId
        }
      ).id
    }
  }
  return folder
}

async function runFor(
  { workspace, principal }: Reading,
  { ports }: Exchange,
  run: ReturnType<typeof changeRecord>,
): Promise<unknown> {
  return orRefuse(await ports.commands.run({ workspace, principal, ...orRefuse(run) }))
}

function formOf(type: string) {
  const form = recordForms.get(type)
  if (!form) throw new HttpRefusal('invalid-input', { detail: 'Things of this kind can not be written here.' })
  return form
}

function isNote({ headers }: FastifyRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('text/')
}

function bodyOf({ request }: Exchange): Record<string, unknown> {
  return bodyAs(recordBody, request.body)
}

async function answerMade(id: ReplicaId, exchange: Exchange) {
  const { org, workspace } = exchange.request.params as { org: string; workspace: string }
  const answer = await written(id, exchange)
  exchange.reply.code(201).header('location', encodeURI(`/api/orgs/${org}/${workspace}/${String(answer.path)}`))
  return answer
}

/** As it is now, with what others may have written meanwhile. */
async function written(id: ReplicaId, { ports, request, reply }: Exchange) {
  const reading = await readingOf(request, ports)
  const row = reading.shelf.rows.get(id)
  if (!row) throw new HttpRefusal('not-found')
  reply.header('etag', etagOf({ seq: row.lastSeq, epoch: reading.shelf.epoch }))
  return thingAnswer(row, reading)
}
