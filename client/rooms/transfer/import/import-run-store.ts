import type { Engine } from '#client/replica/index.ts'
import { orderByTime } from '#shared/kit/order-key.ts'
import {
  type ImportProgress,
  type ImportReport,
  planVault,
  readZip,
  runImport,
  type VaultPlan,
  type ZipRefusal,
} from '#shared/rooms/documents/markdown/index.ts'
import { openStore, type Store } from '../store.ts'
import { engineTarget, otherWorkspace } from './engine-target.ts'
import type { Picked } from './picked.ts'

export type ImportState =
  | { readonly at: 'start'; readonly problem?: ImportProblem }
  | { readonly at: 'reading'; readonly name: string }
  | { readonly at: 'plan'; readonly plan: VaultPlan }
  | {
      readonly at: 'running'
      readonly plan: VaultPlan
      readonly progress: ImportProgress
      readonly isStopping: boolean
    }
  | { readonly at: 'report'; readonly plan: VaultPlan; readonly report: ImportReport }

export type ImportProblem =
  | { readonly kind: ZipRefusal }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'nothing'; readonly name: string }

/** One import at a time. It goes on while other screens are open, and ends with the page. */
export interface ImportRun {
  readonly state: Store<ImportState>
  look(picking: Picked | Promise<Picked | undefined> | undefined): Promise<void>
  start(options: { readonly intoFolder: boolean }): Promise<void>
  stop(): void
  reset(): void
}

export function openImportRun(engine: Engine): ImportRun {
  const state = openStore<ImportState>({ at: 'start' })
  let intoFolderBefore = false
  const run: ImportRun = {
    state,
    async look(picking) {
      const picked = await picking
      if (!picked || state.get().at === 'running') return
      state.set({ at: 'reading', name: picked.name })
      state.set(await lookInto(picked))
    },
    async start({ intoFolder }) {
      const now = state.get()
      if (now.at !== 'plan' && now.at !== 'report') return
      intoFolderBefore = now.at === 'plan' ? intoFolder : intoFolderBefore
      const report = await runHere(engine, state, { plan: now.plan, intoFolder: intoFolderBefore })
      state.set({ at: 'report', plan: now.plan, report })
    },
    stop() {
      const now = state.get()
      if (now.at === 'running') state.set({ ...now, isStopping: true })
    },
    reset() {
      if (state.get().at !== 'running') state.set({ at: 'start' })
    },
  }
  return run
}

async function lookInto(picked: Picked): Promise<ImportState> {
  try {
    const zip = picked.kind === 'zip' ? await readZip(picked.source) : undefined
    if (zip && !zip.ok) return { at: 'start', problem: { kind: zip.reason } }
    const entries = picked.kind === 'zip' ? (zip?.ok ? zip.value : []) : picked.entries
    const plan = await planVault(entries, { name: picked.name })
    if (plan.notes.length + plan.files.length > 0) return { at: 'plan', plan }
    return { at: 'start', problem: { kind: 'nothing', name: picked.name } }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { at: 'start', problem: { kind: 'unreadable', reason } }
  }
}

interface RunPlan {
  readonly plan: VaultPlan
  readonly intoFolder: boolean
}

/** Progress is shown at most this often, so that drawing it costs nothing. */
const progressMs = 60

async function runHere(
  engine: Engine,
  state: Store<ImportState>,
  { plan, intoFolder }: RunPlan,
): Promise<ImportReport> {
  const workspace = engine.workspace().id
  let shownAt = 0
  const show = (progress: ImportProgress) => {
    const now = state.get()
    if (performance.now() - shownAt < progressMs) return
    shownAt = performance.now()
    state.set({ at: 'running', plan, progress, isStopping: now.at === 'running' && now.isStopping })
  }
  show({ phase: 'files', done: 0, total: plan.files.length, path: '' })
  const isStopped = () => {
    const now = state.get()
    // In another workspace the rest would land there.
    return engine.workspace().id !== workspace || (now.at === 'running' && now.isStopping)
  }
  try {
    const report = await runImport({
      plan,
      target: engineTarget(engine),
      after: orderByTime(Date.now()),
      ...(intoFolder && { into: plan.name }),
      isStopped,
      onProgress: show,
    })
    return report.reason === otherWorkspace ? { items: report.items, ended: 'stopped' } : report
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { items: [], ended: 'refused', reason }
  }
}

/** By engine, so that the run is found again when its screen is opened again. */
const runs = new WeakMap<Engine, ImportRun>()

export function importRunOf(engine: Engine): ImportRun {
  const known = runs.get(engine)
  if (known) return known
  const run = openImportRun(engine)
  runs.set(engine, run)
  return run
}
