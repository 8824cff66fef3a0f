import type { FastifyInstance } from 'fastify'
import { jsonDepth } from '#shared/kit/json-depth.ts'
import { HttpRefusal } from './problems.ts'

/** The deepest text has a hundred nodes in each other, of two brackets each (documents/content-check.ts). */
const maxDepth = 500

/** JSON as the library reads it, but for what is nested so deeply that checking or repeating it would end the stack. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (jsonDepth(bytes) > maxDepth)
      return done(new HttpRefusal('invalid-input', { detail: 'The JSON is nested too deeply.' }))
    return parse(request, bytes.toString('utf8'), done)
  })
}
