import type { OrganisationId, WorkspaceId } from '#shared/kit/ids.ts'
import { type BackgroundLoop, openBackgroundLoop, type Pause, pauseFor } from '#server/log/background-loop.ts'
import type { CutStep, EmbeddingStore } from '#server/storage/embedding-store.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'
import type { Storage } from '#server/storage/storage.ts'
import type { Providers } from '../providers/providers.ts'
import { askBatch, type BatchPorts } from './ask-batch.ts'
import { settleLeftEmbeddings } from './embedding-budget.ts'
import { cannotCompare, type Meanings } from './meanings.ts'
import { hashOf, inputOf, passagesOf } from './passages.ts'

export interface EmbeddingLoopPorts extends BatchPorts {
  readonly storage: Storage
  readonly providers: Pick<Providers, 'embed' | 'onChanged'>
  readonly meanings: Pick<Meanings, 'setProblem'>
  report(fault: unknown): void
  /** A sentence for whoever runs the server. */
  tell?: ((sentence: string) => void) | undefined
  readonly pause?: Pause | undefined
}

export interface EmbeddingLoop extends Pick<BackgroundLoop<OrganisationId>, 'settled' | 'close'> {
  /** Texts of it were read by the search, so there may be something to cut. */
  wake(workspace: WorkspaceId): void
}

const maxThings = 10
/** The answer is decoded in one piece, which holds everybody up: this is about half a megabyte. */
const maxBatch = 32
const maxDropped = 500
const restMs = 2_000
const breathMs = 20
/** A limit may be raised, or a month end. */
const budgetRestMs = 5 * 60_000
const firstRetryMs = 15_000
const maxRetryMs = 30 * 60_000

/**
 * What all texts mean, made beside everything else in organisations that have a model for it: texts that were changed are cut into passages, and
 * those without a vector are asked for, a batch at a time. A step that is done again, after a crash say, changes nothing.
 */
export function openEmbeddingLoop(ports: EmbeddingLoopPorts): EmbeddingLoop {
  const { storage, report, pause = pauseFor } = ports
  const ending = new AbortController()
  const state: LoopState = {
    rests: new Map(),
    failures: new Map(),
    begun: new Set(),
    hasTold: false,
    signal: ending.signal,
  }
  const loop = openBackgroundLoop<OrganisationId>({
    restMs,
    breathMs,
    report,
    pause,
    work: async (organisation) => {
      const step = await takeStep(ports, state, organisation)
      if (step === 'more') return true
      if (step !== 'done') rest(organisation, step.restMs)
      return false
    },
  })
  const rest = (organisation: OrganisationId, ms: number) => {
    const mark = {}
    state.rests.set(organisation, mark)
    void pause(ms, ending.signal, 'retry').then(() => {
      if (state.rests.get(organisation) !== mark) return
      state.rests.delete(organisation)
      loop.wake(organisation)
    })
  }
  const stopListening = ports.providers.onChanged((organisation) => {
    state.rests.delete(organisation)
    state.failures.delete(organisation)
    loop.wake(organisation)
  })
  const wakeAll = async () => {
    for (const organisation of await storage.restless({ nowMs: 0 })) loop.wake(organisation)
  }
  void wakeAll().catch(report)
  return {
    wake: (workspace) => {
      void storage.control.organisationOfWorkspace(workspace).then((organisation) => {
        if (organisation) loop.wake(organisation)
      }, report)
    },
    settled: () => loop.settled(),
    close: async () => {
      stopListening()
      ending.abort()
      await loop.close()
    },
  }
}

interface LoopState {
  /** Organisations in which nothing is asked for the moment. */
  readonly rests: Map<OrganisationId, object>
  /** Requests that failed since the last one that did not. */
  readonly failures: Map<OrganisationId, number>
  /** Those whose reservations are of this process. */
  readonly begun: Set<OrganisationId>
  /** That vectors can not be compared here. */
  hasTold: boolean
  readonly signal: AbortSignal
}

type Step = 'more' | 'done' | { readonly restMs: number }

async function takeStep(ports: EmbeddingLoopPorts, state: LoopState, organisation: OrganisationId): Promise<Step> {
  try {
    const { embeddings } = await ports.storage.organisation(organisation)
    if (await embeddings.dropOld(maxDropped)) return 'more'
    const space = await embeddings.space()
    if (!space || !(await canCompare(ports, state))) return 'done'
    if (await cutSome(embeddings, space.number)) return 'more'
    // What goes is let go, also while nothing is asked.
    if (state.rests.has(organisation)) return 'done'
    if (!state.begun.has(organisation)) await settleLeftEmbeddings(ports, organisation)
    state.begun.add(organisation)
    return await embedSome(ports, state, { organisation, embeddings })
  } catch (fault) {
    // Has been told, and holds up nobody else.
    if (fault instanceof StorageFault && ['damaged', 'erased'].includes(fault.code)) return 'done'
    throw fault
  }
}

async function canCompare({ storage, tell }: EmbeddingLoopPorts, state: LoopState): Promise<boolean> {
  const problem = await storage.vectorProblem()
  if (problem !== undefined && !state.hasTold) tell?.(cannotCompare(problem))
  state.hasTold = true
  return problem === undefined
}

async function cutSome(embeddings: EmbeddingStore, space: number): Promise<boolean> {
  const stretch = await embeddings.uncut(maxThings)
  if (!stretch) return false
  const things: CutStep['things'] = stretch.things.map(({ replica, said }) => ({
    replica,
    passages: said ? passagesOf(said) : [],
  }))
  await embeddings.putPassages({ ...stretch, space, things })
  return true
}

interface Place {
  readonly organisation: OrganisationId
  readonly embeddings: EmbeddingStore
}

async function embedSome(ports: EmbeddingLoopPorts, state: LoopState, place: Place): Promise<Step> {
  const { organisation, embeddings } = place
  const { setProblem } = ports.meanings
  const space = await embeddings.space()
  const waiting = space ? await embeddings.waiting(maxBatch) : []
  if (!space || waiting.length === 0) {
    setProblem(organisation, undefined)
    return 'done'
  }
  const batch = waiting.map((passage) => ({ hash: passage.hash, input: inputOf(passage, passage) }))
  // A text that was changed since it was cut is cut again first.
  const current = batch.filter(({ hash, input }) => Buffer.compare(hash, hashOf(input)) === 0)
  if (current.length === 0) return 'done'
  const made = await askBatch(ports, { organisation, space, batch: current, signal: state.signal })
  if (state.signal.aborted) return 'done'
  if (made.ok) {
    const isKept = await embeddings.putVectors(space.number, made.value)
    const isSame = (await embeddings.space())?.number === space.number
    if (isKept || !isSame) {
      state.failures.delete(organisation)
      setProblem(organisation, undefined)
      return 'more'
    }
  }
  if (!made.ok && made.reason === 'other-model') return 'more'
  setProblem(organisation, made.ok ? otherLength : (made.detail ?? 'The endpoint does not answer.'))
  if (!made.ok && made.reason === 'no-budget') return { restMs: budgetRestMs }
  const failures = state.failures.get(organisation) ?? 0
  state.failures.set(organisation, failures + 1)
  return { restMs: Math.min(maxRetryMs, firstRetryMs * 2 ** failures) }
}

const otherLength =
  'The endpoint answers with embeddings of another length than before. If it is another model now, save its name again.'
