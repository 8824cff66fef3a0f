import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type BlobHash, isBlobHash } from '#shared/kit/ids.ts'
import type { StoredBlob } from '#shared/protocol/rest.ts'
import { maxBlobBytes } from '#server/tenancy/blobs.ts'
import { refuseFile, refuseUnseen } from './blob-sight.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal, orRefuse } from './problems.ts'

const url = '/api/workspaces/:id/blobs/:hash'

/** Files by their hash. In a scope of its own: bodies are streamed whatever their type. */
export async function blobRoutes(app: FastifyInstance, { blobs, access, log }: HttpPorts): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, next) => next(null))

  app.put(url, { config: { door: 'something' } }, async (request, reply) => {
    const hash = hashOf(request)
    await refuseFile(access, { principal: principalOf(request), workspace: workspaceOf(request) })
    const length = request.headers['content-length']
    const bytes = length === undefined ? undefined : Number(length)
    if (bytes !== undefined && bytes > maxBlobBytes) throw new HttpRefusal('too-large')
    const type = plainType(request.headers['content-type'])
    const { blob, isNew } = orRefuse(
      await blobs.put({ workspace: workspaceOf(request), hash, type, bytes, stream: request.raw }),
    )
    reply.code(isNew ? 201 : 200)
    return blob
  })

  app.route({
    method: ['GET', 'HEAD'],
    url,
    config: { door: 'something' },
    handler: async (request, reply) => {
      const workspace = workspaceOf(request)
      const hash = hashOf(request)
      await refuseUnseen({ access, log }, { principal: principalOf(request), workspace, hash })
      if (request.method === 'HEAD') {
        const blob = await blobs.find(workspace, hash)
        if (!blob) throw new HttpRefusal('not-found')
        return describe(reply, blob).header('content-length', blob.bytes).send()
      }
      const found = await blobs.read(workspace, hash)
      if (!found) throw new HttpRefusal('not-found')
      return describe(reply, found.blob).header('content-length', found.blob.bytes).send(found.stream)
    },
  })
}

/** Types a browser shows without running anything; whatever else somebody uploaded is offered for saving. */
const shownInline = /^(image\/(png|jpeg|gif|webp|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/
/** An image element shows it and runs nothing; opened by itself it is saved. */
const shownByElements = /^image\/svg\+xml$/

export function describe(reply: FastifyReply, { type }: StoredBlob): FastifyReply {
  const isInline = shownInline.test(type)
  return reply
    .type(isInline || shownByElements.test(type) ? type : 'application/octet-stream')
    .header('content-disposition', isInline ? 'inline' : 'attachment')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    .header('cache-control', 'private, max-age=31536000, immutable')
}

function hashOf(request: FastifyRequest): BlobHash {
  const { hash } = request.params as { hash: string }
  if (!isBlobHash(hash)) throw new HttpRefusal('not-found')
  return hash
}

/** Without parameters, lower case, and only if it looks like a type. */
function plainType(header: string | undefined): string {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? ''
  return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,60}$/.test(type) ? type : 'application/octet-stream'
}
