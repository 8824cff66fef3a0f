import { unzipSync, zipSync } from 'fflate'
import { afterEach, describe, expect, it } from 'vitest'
import type { Engine } from '#client/replica/index.ts'
import { FakeTime, WorldDevice, type WorldTab } from '#client/replica/testing/engine-world.ts'
import { documentQueries, documentType } from '#shared/rooms/documents/index.ts'
import { makeVault } from '#shared/rooms/documents/markdown/testing/vault.ts'
import { openExportRun } from './export/export-run-store.ts'
import { type ImportState, openImportRun } from './import/import-run-store.ts'
import { pickedFrom } from './import/picked.ts'

const tabs: WorldTab[] = []
afterEach(async () => {
  for (const { engine } of tabs.splice(0)) await engine.close()
})

async function openEngine(seed: number): Promise<Engine> {
  const tab = await new WorldDevice(new FakeTime(), seed).openTab()
  tabs.push(tab)
  return tab.engine
}

const vault = makeVault({ examples: [], largeBytes: 3_000_000 })
const zipFile = (files: Record<string, Uint8Array>, name = 'vault.zip') => [
  Object.assign(new File([zipSync(files) as Uint8Array<ArrayBuffer>], name), { webkitRelativePath: '' }),
]
const wholeVault = () => pickedFrom(zipFile(Object.fromEntries(vault)))

async function exportedFrom(engine: Engine): Promise<{ name: string; bytes: Uint8Array }> {
  const saved: { blob: Blob; name: string }[] = []
  const run = openExportRun(engine, (blob, name) => saved.push({ blob, name }))
  await run.start({ name: 'My work', tree: documentQueries.documentTree.answer(engine.rows()) })
  expect(run.state.get()).toMatchObject({ at: 'done', report: { ended: 'done', missing: [] } })
  return { name: saved[0]!.name, bytes: new Uint8Array(await saved[0]!.blob.arrayBuffer()) }
}

const titles = (engine: Engine) =>
  engine
    .rows()
    .of(documentType)
    .map(({ value }) => value.title)

function reportOf(state: ImportState) {
  if (state.at !== 'report') throw new Error(`it is at ${state.at}`)
  return state.report
}

describe('import and export in the app', () => {
  it('bring a zip in and out, and in and out again to the same bytes', async () => {
    const engine = await openEngine(1)
    const run = openImportRun(engine)
    await run.look(wholeVault())
    expect(run.state.get()).toMatchObject({ at: 'plan', plan: { name: 'vault' } })
    await run.start({ intoFolder: false })
    expect(reportOf(run.state.get()).ended).toBe('done')
    const first = await exportedFrom(engine)
    expect(first.name).toBe('My work.zip')

    const other = await openEngine(2)
    const again = openImportRun(other)
    await again.look(pickedFrom(zipFile(unzipSync(first.bytes), 'My work.zip')))
    await again.start({ intoFolder: false })
    expect(reportOf(again.state.get()).items.filter(({ outcome }) => outcome === 'skipped')).toEqual([])
    expect(Buffer.from((await exportedFrom(other)).bytes).equals(Buffer.from(first.bytes))).toBe(true)
  }, 60_000)

  it('stops when asked, keeps what it has, and goes on without doubling', async () => {
    const engine = await openEngine(3)
    const run = openImportRun(engine)
    const stopAtTexts = run.state.subscribe(() => {
      const state = run.state.get()
      if (state.at === 'running' && !state.isStopping && state.progress.phase !== 'files') run.stop()
    })
    await run.look(wholeVault())
    await run.start({ intoFolder: true })
    expect(reportOf(run.state.get()).ended).toBe('stopped')
    stopAtTexts()
    await run.start({ intoFolder: false })
    expect(reportOf(run.state.get()).ended).toBe('done')
    const all = titles(engine)
    expect(all).toHaveLength(
      [...vault.keys()].filter((path) => !/^(\.|__)|Garbage|\.(png|pdf|bin)$|c{32}\.csv$/.test(path)).length + 1,
    )
    const [outer] = documentQueries.documentTree.answer(engine.rows())
    expect(outer).toMatchObject({ kind: 'folder', title: 'vault' })
  }, 60_000)

  it('stop when another workspace is opened, and put nothing into it', async () => {
    const engine = await openEngine(4)
    const here = engine.workspace().id
    const elsewhere = await engine.createLocal('Elsewhere')
    await engine.open(here)
    const run = openImportRun(engine)
    await run.look(wholeVault())
    const importing = run.start({ intoFolder: false })
    await engine.open(elsewhere)
    await importing
    expect(reportOf(run.state.get()).ended).toBe('stopped')
    expect(engine.workspace().id).toBe(elsewhere)
    expect(titles(engine)).toEqual([])
  }, 60_000)

  it('say what is wrong with a file before anything is imported', async () => {
    const run = openImportRun(await openEngine(5))
    const looked = async (files: readonly File[]) => {
      await run.look(pickedFrom(files))
      return run.state.get()
    }
    expect(await looked([new File(['no zip at all'], 'broken.zip')])).toEqual({
      at: 'start',
      problem: { kind: 'not-a-zip' },
    })
    expect(await looked(zipFile({ '.obsidian/app.json': new Uint8Array(2) }))).toEqual({
      at: 'start',
      problem: { kind: 'nothing', name: 'vault' },
    })
    const note = Object.assign(new File(['# One\n'], 'One.md'), { webkitRelativePath: '' })
    expect(await looked([note])).toMatchObject({ at: 'plan', plan: { name: 'One', notes: [{ path: 'One.md' }] } })
  })

  it('take the chosen folder as the top', () => {
    const inFolder = (path: string) =>
      Object.assign(new File(['x'], path.split('/').at(-1)!), { webkitRelativePath: path })
    const picked = pickedFrom([inFolder('Vault/a.md'), inFolder('Vault/sub/b.md')])
    expect(picked).toMatchObject({ kind: 'files', name: 'Vault', entries: [{ path: 'a.md' }, { path: 'sub/b.md' }] })
    expect(pickedFrom([])).toBeUndefined()
  })
})
