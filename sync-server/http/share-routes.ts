import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isBlobHash, isReplicaId, type ReplicaId, typeOf } from '#shared/kit/ids.ts'
import { folderType } from '#shared/rooms/documents/index.ts'
import { appPathOf } from '#server/tenancy/app-path.ts'
import { type OpenLink, proofMs } from '#server/tenancy/public-links.ts'
import { cookieValue } from '#server/identity/session-cookie.ts'
import { describe } from './blob-routes.ts'
import type { HttpPorts } from './http-server.ts'
import { filesIn } from './share-content.ts'
import { gonePage, laterPage, pageHeaders, passwordPage, type PasswordNote, thingPage } from './share-page.ts'
import { shownFolder } from './share-folder.ts'
import { type ShownThing, shownThing } from './share-thing.ts'

const url = '/share/:token'
const proofCookie = 'nexus_share'

/** What those see who have a public link. In a scope of its own: forms are taken here and nowhere else. */
export async function shareRoutes(app: FastifyInstance, ports: HttpPorts): Promise<void> {
  const { links } = ports
  const parser = { parseAs: 'string', bodyLimit: 4096 } as const
  app.addContentTypeParser('application/x-www-form-urlencoded', parser, (_request, body, next) =>
    next(null, new URLSearchParams(String(body))),
  )
  app.addHook('onRequest', async (_request, reply) => void reply.headers(pageHeaders))

  app.get(url, { config: { door: 'anyone' } }, async (request, reply) => {
    const link = await links.open(tokenOf(request))
    if (!link || !(await mayRead(ports, link))) return gone(reply)
    if (!isUnlocked(ports, request, link)) return askPassword(reply, request)
    return showThing(ports, { request, reply, link })
  })

  app.post(url, { config: { door: 'anyone' } }, async (request, reply) => {
    const link = await links.open(tokenOf(request))
    if (!link || !(await mayRead(ports, link))) return gone(reply)
    const password = request.body instanceof URLSearchParams ? (request.body.get('password') ?? '') : ''
    const proof = link.record.password === '' ? undefined : await links.unlock(link, password.slice(0, 200), request.ip)
    if (proof && !proof.ok) return askPassword(reply, request, proof.reason)
    if (proof) reply.header('set-cookie', proofFor(ports, tokenOf(request), proof.value))
    return reply.redirect(`/share/${tokenOf(request)}`, 303)
  })

  app.post(`${url}/open`, { config: { door: 'anyone' } }, async (request, reply) => {
    const link = await links.open(tokenOf(request))
    const account = request.caller?.account
    if (!link || !account || !(await mayRead(ports, link)) || !isUnlocked(ports, request, link)) return gone(reply)
    if (!(await links.join(link, account, request.ip))) return gone(reply)
    return reply.redirect(appPathOf(link.workspace, link.replica), 303)
  })

  // A folder's link leads to what lies in it, one by one; what it reaches is asked each time, as for the folder itself.
  app.get(`${url}/things/:replica`, { config: { door: 'anyone' } }, async (request, reply) => {
    const link = await insideOf(ports, request)
    return link ? showThing(ports, { request, reply, link }) : gone(reply)
  })

  for (const path of [`${url}/files/:hash`, `${url}/things/:replica/files/:hash`]) {
    app.get(path, { config: { door: 'anyone' } }, async (request, reply) => {
      const link = await insideOf(ports, request)
      return link ? sendFile(ports, { request, reply, link }) : gone(reply)
    })
  }
}

/** The link, led to the thing in it that the path names, if it names one. undefined: there is nothing to see, or the password is missing. */
async function insideOf(ports: HttpPorts, request: FastifyRequest): Promise<OpenLink | undefined> {
  const link = await ports.links.open(tokenOf(request))
  const { replica } = request.params as { replica?: unknown }
  if (!link || !isUnlocked(ports, request, link)) return undefined
  if (replica !== undefined && !isReplicaId(replica)) return undefined
  const led = replica === undefined ? link : { ...link, replica }
  return (await mayRead(ports, led)) ? led : undefined
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly link: OpenLink
}

/** As the link itself, each time: what was taken back a moment ago is not shown. */
async function mayRead({ access }: HttpPorts, { principal, workspace, replica }: OpenLink): Promise<boolean> {
  return (await access.check(principal, 'read', workspace, replica)).ok
}

function isUnlocked({ links }: HttpPorts, request: FastifyRequest, link: OpenLink): boolean {
  return links.isUnlocked(link, cookieValue(request.headers.cookie, proofCookie))
}

async function showThing(ports: HttpPorts, { request, reply, link }: Exchange) {
  const at = addressOf(request)
  const { replica } = request.params as { replica?: string }
  // What lies in a folder is opened in the app by way of the folder.
  const openAt = request.caller?.account && replica === undefined ? `${at}/open` : undefined
  const show = (thing: ShownThing) =>
    reply
      .type('text/html; charset=utf-8')
      .send(thingPage({ thing, openAt, up: replica && `/share/${tokenOf(request)}` }))
  if (typeOf(link.replica) === folderType.name) {
    const folder = await folderOf(ports, link, (id) => `${at}/things/${id}`)
    return folder ? show(folder) : gone(reply)
  }
  const { things } = ports
  const thing = await things.read(link.workspace, link.replica)
  if (!thing.ok && thing.reason === 'unreadable') return later(reply)
  const shown = thing.ok && shownThing(thing.value, (hash) => `${at}/files/${hash}`)
  return shown ? show(shown) : gone(reply)
}

async function folderOf(
  { access, catalogue }: HttpPorts,
  { principal, workspace, replica: folder }: OpenLink,
  address: (id: ReplicaId) => string,
): Promise<ShownThing | undefined> {
  const [view, shelf] = [await access.viewOf(principal, workspace), await catalogue.of(workspace)]
  return view && shelf && shownFolder(shelf, { folder, mayRead: (id) => view.mayRead(id), address })
}

/** Of the page that is asked for: the link's, or that of a thing in its folder. */
function addressOf(request: FastifyRequest): string {
  const { replica } = request.params as { replica?: string }
  return `/share/${tokenOf(request)}${replica === undefined ? '' : `/things/${replica}`}`
}

/** Only what the thing shows: the link is to that, not to the files of its workspace. */
async function sendFile({ things, blobs }: HttpPorts, { request, reply, link }: Exchange) {
  const { hash } = request.params as { hash: string }
  const thing = await things.read(link.workspace, link.replica)
  const content = thing.ok ? thing.value.content : undefined
  if (!isBlobHash(hash) || !content || !filesIn(content).has(hash)) return gone(reply)
  const found = await blobs.read(link.workspace, hash)
  if (!found) return gone(reply)
  return (
    describe(reply, found.blob)
      .header('content-length', found.blob.bytes)
      // Taken back is taken back.
      .header('cache-control', pageHeaders['cache-control'])
      .send(found.stream)
  )
}

function gone(reply: FastifyReply) {
  return reply.code(404).type('text/html; charset=utf-8').send(gonePage)
}

function later(reply: FastifyReply) {
  return reply.code(503).header('retry-after', '10').type('text/html; charset=utf-8').send(laterPage)
}

function askPassword(reply: FastifyReply, request: FastifyRequest, note?: PasswordNote) {
  const page = passwordPage(`/share/${tokenOf(request)}`, note)
  return reply
    .code(note === 'too-many' ? 429 : note ? 403 : 401)
    .type('text/html; charset=utf-8')
    .send(page)
}

function proofFor({ isHttps }: HttpPorts, token: string, proof: string): string {
  const attributes = [`Path=/share/${token}`, `Max-Age=${proofMs / 1000}`, 'HttpOnly', 'SameSite=Lax']
  return [`${proofCookie}=${proof}`, ...attributes, ...(isHttps ? ['Secure'] : [])].join('; ')
}

function tokenOf(request: FastifyRequest): string {
  return (request.params as { token: string }).token
}
