import type { FastifyReply, FastifyRequest } from 'fastify'
import { documentType, folderType } from '#shared/rooms/documents/index.ts'
import type { CatalogueRow, Shelf } from '#server/resources/catalogue.ts'
import { collections } from '#server/resources/collections.ts'
import { type Found, namesFor, type Names, type Place } from '#server/resources/names.ts'
import { etagOf, isNotModified } from './etags.ts'
import type { HttpPorts } from './http-server.ts'
import { pageOf } from './pages.ts'
import { HttpRefusal } from './problems.ts'
import { type ResourcePlace, placeOf } from './resource-place.ts'
import { thingAnswer, thingText } from './resource-answers.ts'

/** A workspace as one caller sees it now. */
export interface Reading extends ResourcePlace {
  readonly shelf: Shelf
  readonly names: Names
  /** The parts of the path below the workspace, without an ending. */
  readonly parts: readonly string[]
  readonly ending: Ending
}

type Ending = 'md' | 'json' | undefined

/** At once where nothing has changed, which is what most reads find. */
export async function readingOf(request: FastifyRequest, { catalogue }: HttpPorts): Promise<Reading> {
  const place = placeOf(request)
  const shelf = catalogue.known(place.workspace) ?? (await catalogue.of(place.workspace))
  if (!shelf) throw new HttpRefusal('no-access')
  return { ...place, shelf, names: namesFor(shelf, place), ...partsOf(request) }
}

function partsOf(request: FastifyRequest): { parts: readonly string[]; ending: Ending } {
  const path = (request.params as { '*'?: string })['*'] ?? ''
  const parts = path.split('/').filter((part) => part !== '')
  const last = parts.at(-1) ?? ''
  const ending = /\.(md|json)$/.exec(last)?.[1] as Ending
  return ending ? { parts: [...parts.slice(0, -1), last.slice(0, -ending.length - 1)], ending } : { parts, ending }
}

/** What stands there, if the caller may read it; else it looks as if nothing did. */
export async function foundBy(reading: Reading, { access }: HttpPorts): Promise<Found> {
  const found = reading.names.find(reading.parts)
  if (!found) throw new HttpRefusal('not-found')
  if (found.kind === 'thing') {
    const { principal, workspace } = reading
    const allowed =
      access.known(principal, 'read', workspace, found.row.id) ??
      (await access.check(principal, 'read', workspace, found.row.id))
    if (!allowed.ok) throw new HttpRefusal('not-found')
  }
  return found
}

/** GET …/{workspace}: what can be listed in it. */
export function listCollections({ workspace, names }: Reading) {
  const lists = collections.map((collection) => ({
    name: collection.name,
    path: collection.name,
    things: names.inside({ collection, folder: undefined }).length,
  }))
  return { id: workspace, collections: lists }
}

export async function answerFound(
  reading: Reading,
  ports: HttpPorts,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
) {
  const found = await foundBy(reading, ports)
  if (found.kind === 'collection') return listOf(reading, found.place, { request, reply })
  const { row } = found
  if (row.type === folderType.name && wants(request, reading.ending) !== 'json')
    return listOf(reading, { collection: found.collection, folder: row.id }, { request, reply })
  if (row.type === documentType.name && wants(request, reading.ending) !== 'json')
    return answerNote(reading, row, { ports, request, reply })
  if (isNotModified(request, reply, etagOf({ seq: row.lastSeq, epoch: reading.shelf.epoch }))) return reply
  return reply.type('application/json; charset=utf-8').send(thingText(row, reading))
}

/** Documents are Markdown and folders are lists, unless JSON is asked for by the path's ending or in so many words. */
function wants({ headers }: FastifyRequest, ending: Ending): 'json' | 'text' {
  if (ending) return ending === 'json' ? 'json' : 'text'
  const accept = headers.accept ?? ''
  return accept.includes('application/json') && !/text\/(markdown|\*)/.test(accept) ? 'json' : 'text'
}

async function answerNote(
  { workspace, shelf, names }: Reading,
  row: CatalogueRow,
  { ports, request, reply }: { ports: HttpPorts; request: FastifyRequest; reply: FastifyReply },
) {
  if (isNotModified(request, reply, etagOf({ seq: row.lastSeq, epoch: shelf.epoch }))) return reply
  const note = await ports.notes.read(workspace, row.id)
  if (!note) throw new HttpRefusal('not-found')
  return reply
    .type('text/markdown; charset=utf-8')
    .header('etag', etagOf({ seq: note.seq, epoch: shelf.epoch }))
    .header('content-location', encodeURI((names.partsOf(row.id) ?? []).at(-1) ?? ''))
    .header('content-disposition', 'inline')
    .send(note.text)
}

function listOf(reading: Reading, place: Place, exchange: { request: FastifyRequest; reply: FastifyReply }) {
  exchange.reply.header('cache-control', 'private, no-cache')
  const page = pageOf(exchange, reading.names.inside(place), keyOf)
  return { ...page, items: page.items.map((row) => thingAnswer(row, reading)) }
}

/** Along the order in which `inside` has them. */
function keyOf({ id, value }: CatalogueRow): string {
  return `${String((value as { createdAt?: number }).createdAt ?? 0).padStart(16, '0')}${id}`
}

/** Who may not write what they can read is told so; it is no secret from them. */
export async function refuseUnlessWritable(
  { principal, workspace }: ResourcePlace,
  { access }: HttpPorts,
  replica?: CatalogueRow['id'],
): Promise<void> {
  const allowed = await access.check(principal, 'write', workspace, replica)
  if (!allowed.ok) throw new HttpRefusal('read-only')
}
