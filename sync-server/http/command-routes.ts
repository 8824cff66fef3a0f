import type { FastifyInstance } from 'fastify'
import { commandNamed } from '#shared/rooms/all-rooms.ts'
import { principalOf, workspaceOf } from './door.ts'
import type { HttpPorts } from './http-server.ts'
import { HttpRefusal, orRefuse } from './problems.ts'

/** Every command of every room, for callers without a replica of their own. */
export function commandRoutes(app: FastifyInstance, { commands }: HttpPorts): void {
  app.post(
    '/api/workspaces/:id/commands/:name',
    { config: { door: 'something' }, bodyLimit: 4 * 1024 * 1024 },
    async (request) => {
      const command = commandNamed((request.params as { name: string }).name)
      if (!command) throw new HttpRefusal('unknown-command')
      const call = {
        workspace: workspaceOf(request),
        principal: principalOf(request),
        command,
        input: request.body ?? {},
      }
      return { answer: orRefuse(await commands.run(call)) ?? null }
    },
  )
}
