import type { Engine } from '#client/replica/index.ts'
import { documentType, type TreeNode } from '#shared/rooms/documents/index.ts'
import {
  exportedFrom,
  type ExportReport,
  openZipWriter,
  runExport,
  safeStem,
} from '#shared/rooms/documents/markdown/index.ts'
import { download } from '../download.ts'
import { openPauses } from '../pauses.ts'
import { openStore, type Store } from '../store.ts'

export type ExportState =
  | { readonly at: 'start' }
  | { readonly at: 'running'; readonly done: number; readonly total: number; readonly isStopping: boolean }
  | { readonly at: 'done'; readonly name: string; readonly report: ExportReport }
  | { readonly at: 'failed'; readonly reason: string }

export interface ExportRun {
  readonly state: Store<ExportState>
  start(options: { readonly name: string; readonly tree: readonly TreeNode[] }): Promise<void>
  stop(): void
}

export function openExportRun(engine: Engine, save: typeof download = download): ExportRun {
  const state = openStore<ExportState>({ at: 'start' })
  return {
    state,
    async start({ name, tree }) {
      if (state.get().at === 'running') return
      state.set({ at: 'running', done: 0, total: 0, isStopping: false })
      try {
        state.set(await exportZip(engine, state, { name: `${safeStem(name)}.zip`, tree, save }))
      } catch (error) {
        state.set({ at: 'failed', reason: error instanceof Error ? error.message : String(error) })
      }
    },
    stop() {
      const now = state.get()
      if (now.at === 'running') state.set({ ...now, isStopping: true })
    },
  }
}

interface ZipPlan {
  readonly name: string
  readonly tree: readonly TreeNode[]
  readonly save: typeof download
}

async function exportZip(
  engine: Engine,
  state: Store<ExportState>,
  { name, tree, save }: ZipPlan,
): Promise<ExportState> {
  const workspace = engine.workspace().id
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const zip = openZipWriter((chunk) => chunks.push(chunk as Uint8Array<ArrayBuffer>))
  const isStopping = () => {
    const now = state.get()
    return now.at === 'running' && now.isStopping
  }
  const encoder = new TextEncoder()
  const report = await runExport({
    source: {
      tree,
      read: (id) => engine.readReplica(documentType, id, exportedFrom),
      blob: async (hash) => {
        const blob = await engine.blobs.get(hash)
        return blob && { bytes: new Uint8Array(await blob.arrayBuffer()), mime: blob.type }
      },
      pause: openPauses(),
    },
    write: (path, bytes) => zip.file(path, bytes),
    encode: (text) => encoder.encode(text),
    // Of another workspace there is nothing in this tree.
    isStopped: () => isStopping() || engine.workspace().id !== workspace,
    onProgress: ({ done, total }) => {
      if (done % 10 === 0) state.set({ at: 'running', done, total, isStopping: isStopping() })
    },
  })
  if (report.ended === 'stopped') return { at: 'start' }
  zip.end()
  save(new Blob(chunks, { type: 'application/zip' }), name)
  return { at: 'done', name, report }
}

/** By engine, so that the run is found again when its screen is opened again. */
const runs = new WeakMap<Engine, ExportRun>()

export function exportRunOf(engine: Engine): ExportRun {
  const known = runs.get(engine)
  if (known) return known
  const run = openExportRun(engine)
  runs.set(engine, run)
  return run
}
