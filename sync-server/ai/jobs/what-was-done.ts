import { isReplicaId, typeOf } from '#shared/kit/ids.ts'
import { proposalType } from '#shared/rooms/assistant/index.ts'
import type { CallRecord, JobRecord } from '#server/storage/job-store.ts'
import type { Storage } from '#server/storage/storage.ts'

/** A sentence for a person of what a job has changed and proposed; '': nothing. */
export async function whatWasDone({ storage }: { readonly storage: Storage }, job: JobRecord): Promise<string> {
  const organisation = await storage.control.organisationOfWorkspace(job.workspace)
  if (!organisation) return ''
  const { jobs, log } = await storage.organisation(organisation)
  await log.sorted('now')
  let changes = 0
  let proposals = 0
  for (const call of await jobs.callsOf(job.id)) {
    // Its end may not have been noted any more, and then the log says whether it was done.
    const key = `${job.id}/${call.step}/${call.index}`
    if (call.state === 'prepared' && !(await jobs.hasRun(key))) continue
    const made = madeBy(call)
    if (made === 'change') changes += 1
    if (made === 'proposal') proposals += 1
  }
  const parts = [
    ...(changes > 0 ? [`it had made ${counted(changes, 'change')}, which ${changes === 1 ? 'stays' : 'stay'}`] : []),
    ...(proposals > 0 ? [`${counted(proposals, 'proposal')} of it ${proposals === 1 ? 'waits' : 'wait'} for you`] : []),
  ]
  return parts.length === 0 ? '' : `By then ${parts.join(', and ')}.`
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

/** By its answer: what reads makes nothing. */
function madeBy({ state, answer = '' }: CallRecord): 'change' | 'proposal' | undefined {
  if (state !== 'done' && state !== 'prepared') return undefined
  const said = parsed(answer)
  if (state === 'prepared') return isReplicaId(said.id) && typeOf(said.id) === proposalType.name ? 'proposal' : 'change'
  if (typeof said.proposal === 'string') return 'proposal'
  return said.done === true ? 'change' : undefined
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(json)
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
