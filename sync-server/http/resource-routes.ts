import type { FastifyInstance } from 'fastify'
import { contextRoutes } from './context-routes.ts'
import type { HttpPorts } from './http-server.ts'
import { answerFound, listCollections, readingOf } from './resource-reads.ts'
import { postThing, putThing, trashThing } from './resource-writes.ts'

const url = '/api/orgs/:org/:workspace/*'
const config = { door: 'resource' } as const
/** A Markdown file that people can still type in; records are far smaller. */
const bodyLimit = 2 * 1024 * 1024

/** Things by their paths. In a scope of its own: Markdown is a body here. */
export async function resourceRoutes(app: FastifyInstance, ports: HttpPorts): Promise<void> {
  app.addContentTypeParser(/^text\/(markdown|plain|x-markdown)/, { parseAs: 'string' }, (_request, body, next) =>
    next(null, body),
  )
  contextRoutes(app, ports)

  app.get('/api/orgs/:org/:workspace', { config }, async (request) => listCollections(await readingOf(request, ports)))

  app.get(url, { config }, async (request, reply) =>
    answerFound(await readingOf(request, ports), ports, { request, reply }),
  )

  app.put(url, { config, bodyLimit }, async (request, reply) =>
    putThing(await readingOf(request, ports), { ports, request, reply }),
  )

  app.post(url, { config, bodyLimit }, async (request, reply) =>
    postThing(await readingOf(request, ports), { ports, request, reply }),
  )

  app.delete(url, { config }, async (request, reply) =>
    trashThing(await readingOf(request, ports), { ports, request, reply }),
  )
}
