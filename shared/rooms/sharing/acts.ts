import { z } from 'zod'
import { grantOf, type Level } from '../../access/levels.ts'
import { isReplicaId, type PrincipalId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { done, refused } from '../../kit/outcome.ts'
import { outwardAct } from '../outward-act.ts'
import type { AnyReplicaType } from '../room.ts'

const email = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
  .describe('Their e-mail address, as the person has typed it')
const person = z
  .string()
  .regex(/^user:[\w-]{1,80}$/, 'an e-mail address, or the id of somebody who is known here')
  .transform((id) => id as PrincipalId)
  .describe('The id of somebody who is known here, such as user:…')

/** Whoever has more there keeps it. */
function addsGrant(may: Level) {
  return { ...grantOf(may), adds: true }
}

/**
 * One person at a time, and no right to let others in: teams, everyone, public links and full access are for the dialog, where a person sees what that
 * means.
 */
export function shareThing(typeNamed: (name: string) => AnyReplicaType | undefined) {
  return outwardAct({
    name: 'sharing.share',
    says: 'Share one thing of this workspace with one person, who may then view or edit it.',
    input: z.object({
      id: z.custom<ReplicaId>(isReplicaId, 'must be an id').meta({ type: 'string' }),
      with: z.union([email, person]),
      may: z.enum(['view', 'edit']).default('view').describe('edit includes to view'),
    }),
    async check(work, { id }) {
      const type = typeNamed(typeOf(id))
      // What people work with can be thrown away; notes beside it can not, and are not shared by themselves.
      const thing = type && 'trashedAt' in type.shape ? await work.open(type, id) : undefined
      if (!thing) return refused('thing-missing', 'There is nothing of that id.')
      if (thing.fields().trashedAt !== undefined) return refused('thing-trashed', 'It is in the trash.')
      return done()
    },
    door: ({ id, with: whom, may }) => ({
      method: 'PUT',
      path: `sharing/${id}/${encodeURIComponent(whom)}`,
      body: addsGrant(may),
    }),
  })
}

export const inviteToWorkspace = outwardAct({
  name: 'sharing.invite',
  says: 'Invite one person by e-mail to the whole of this workspace, to view, to view and ask agents, or to edit.',
  input: z.object({
    email,
    may: z.enum(['view', 'run', 'edit']).default('view').describe('run: to view and to ask agents; edit includes both'),
  }),
  check: async () => done(),
  door: ({ email: whom, may }) => ({
    method: 'PUT',
    path: `sharing/${encodeURIComponent(whom)}`,
    body: addsGrant(may),
  }),
})
