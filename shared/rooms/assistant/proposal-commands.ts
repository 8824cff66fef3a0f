import { z } from 'zod'
import type { FieldValues } from '../../crdt/fields.ts'
import type { Replica } from '../../crdt/replica.ts'
import { isReplicaId, type ReplicaId, typeOf } from '../../kit/ids.ts'
import { done, type Outcome, refused } from '../../kit/outcome.ts'
import { type AnyCommand, type AnyReplicaType, command, read, type Work } from '../room.ts'
import { proposalType } from './model.ts'

const proposalId = z.custom<ReplicaId>(
  (value) => isReplicaId(value) && typeOf(value) === proposalType.name,
  'must be the id of a proposal',
)

/** What somebody had before they were let in: by that it is taken back. */
const granted = z.object({ bits: z.string().regex(/^[r-][w-][x-]$/), canShare: z.boolean() })

/** By what proposals are made into what they propose. */
export interface ProposalPorts {
  commandNamed(name: string): AnyCommand | undefined
  typeNamed(name: string): AnyReplicaType | undefined
}

/** Made of the commands of all rooms: this room knows none of another. */
export function proposalCommands(ports: ProposalPorts) {
  return {
    accept: command({
      name: 'assistant.acceptProposal',
      says: 'Do what an agent has proposed.',
      effect: 'destructive',
      input: z.object({ id: proposalId }),
      run: (work, { id }) => accept(ports, work, id),
    }),
    noteAccepted: command({
      name: 'assistant.noteAccepted',
      says: 'Note that what an agent has proposed beyond the workspace was done.',
      effect: 'write',
      input: z.object({ id: proposalId, before: granted.optional() }),
      run: (work, { id, before }) => noteAccepted(work, id, before),
    }),
    reject: command({
      name: 'assistant.rejectProposal',
      says: 'Turn down what an agent has proposed.',
      effect: 'write',
      input: z.object({ id: proposalId }),
      async run(work, { id }) {
        const found = await proposalIn(work, id)
        if (!found.ok) return found
        const state = read.text(found.value.fields(), 'state')
        if (state === 'accepted') return refused('proposal-decided')
        if (state !== 'rejected') decide(work, found.value, { state: 'rejected' })
        return done()
      },
    }),
  }
}

/** No caller but an agent's job has it: it is in no list of commands. */
export const makeProposal = command({
  name: 'assistant.propose',
  says: 'Propose what a person may accept.',
  effect: 'write',
  input: z.object({
    command: z.string().max(64),
    input: z.string().max(200_000),
    effect: z.enum(['write', 'destructive', 'outward']),
    target: z.custom<ReplicaId>(isReplicaId).optional(),
    expected: z.string().max(200_000).default(''),
    reason: z.string().max(1_000).default(''),
    requester: z.string().max(100),
    job: z.string().max(64),
    conversation: z.custom<ReplicaId>(isReplicaId).optional(),
  }),
  async run(work, asked) {
    const made = await work.create(proposalType, {
      ...asked,
      by: work.principal,
      state: 'waiting',
      createdAt: work.clock.now(),
      createdBy: work.principal,
    })
    return done({ id: made.id })
  },
})

/** The command and the decision are one unit of work: both are in the log or neither is, and one undo takes back both. */
async function accept({ commandNamed, typeNamed }: ProposalPorts, work: Work, id: ReplicaId) {
  const found = await proposalIn(work, id)
  if (!found.ok) return found
  const fields = found.value.fields()
  if (read.text(fields, 'state') === 'accepted') return done()
  if (read.text(fields, 'state') === 'rejected') return refused('proposal-decided')
  const proposed = commandNamed(read.text(fields, 'command'))
  const input = proposed?.input.safeParse(parsed(read.text(fields, 'input')))
  if (!proposed || proposed.name.startsWith('assistant.') || !input?.success) return refused('proposal-unreadable')
  if (!(await isAsExpected(work, { fields, typeNamed }))) return refused('changed-meanwhile')
  const { watchedWork } = await import('./written.ts')
  const watched = watchedWork(work)
  const outcome: Outcome<string, unknown> = await proposed.run(watched, input.data)
  const wrote = watched.written()
  if (!outcome.ok) return outcome
  decide(work, found.value, { state: 'accepted', wrote })
  return done(outcome.value)
}

/** What reaches beyond the workspace is asked of the server by who was asked for it; here is noted that it was. */
async function noteAccepted(work: Work, id: ReplicaId, before?: z.output<typeof granted>) {
  const found = await proposalIn(work, id)
  if (!found.ok) return found
  const fields = found.value.fields()
  if (read.text(fields, 'effect') !== 'outward') return refused('not-outward')
  if (read.text(fields, 'requester') !== work.principal) return refused('not-yours')
  const state = read.text(fields, 'state')
  if (state === 'rejected') return refused('proposal-decided')
  if (state !== 'accepted')
    decide(work, found.value, { state: 'accepted', wrote: '', ...(before && { before: JSON.stringify(before) }) })
  return done()
}

/** Whoever decides is a person. */
async function proposalIn(work: Work, id: ReplicaId): Promise<Outcome<string, Replica>> {
  // An agent would be accepting what agents propose.
  if (work.principal.startsWith('agent:')) return refused('not-for-agents')
  const found = await work.open(proposalType, id)
  if (!found) return refused('proposal-missing')
  return done(found)
}

function decide(
  work: Work,
  proposal: Replica,
  decision: { readonly state: 'accepted' | 'rejected'; readonly wrote?: string; readonly before?: string },
): void {
  proposal.patch({ ...decision, decidedBy: work.principal, decidedAt: work.clock.now() })
}

/** Of what the agent has looked at before it proposed, everything is as it was. */
async function isAsExpected(
  work: Work,
  { fields, typeNamed }: { fields: FieldValues } & Pick<ProposalPorts, 'typeNamed'>,
): Promise<boolean> {
  const target = read.id(fields, 'target')
  const expected = parsed(read.text(fields, 'expected'))
  if (target === undefined || typeof expected !== 'object' || expected === null) return true
  const type = typeNamed(typeOf(target))
  const present = type && (await work.open(type, target))
  if (!present) return false
  const now = present.fields()
  return Object.entries(expected).every(([name, value]) => JSON.stringify(now[name] ?? null) === JSON.stringify(value))
}

function parsed(json: string): unknown {
  try {
    return json === '' ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}
