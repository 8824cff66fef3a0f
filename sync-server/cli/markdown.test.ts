import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeVault } from '#shared/rooms/documents/markdown/testing/vault.ts'
import { startTestServer, testPassword } from '../testing/test-server.ts'
import { exportMarkdown } from './export-markdown.ts'
import { importMarkdown } from './import-markdown.ts'

let root: string
let env: NodeJS.ProcessEnv
const vault = makeVault({ examples: [], largeBytes: 3_000_000 })

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'nexus-markdown-'))
  env = { NEXUS_DATA: join(root, 'data'), NEXUS_EMAIL: 'ada@example.org', NEXUS_PASSWORD: testPassword }
  const server = await startTestServer({ dataFolder: join(root, 'data') })
  await server.person('ada')
  await server.close()
  for (const [path, bytes] of vault) {
    mkdirSync(dirname(join(root, 'vault', path)), { recursive: true })
    writeFileSync(join(root, 'vault', path), bytes)
  }
  symlinkSync('/etc/hostname', join(root, 'vault', 'Link.md'))
  writeFileSync(join(root, 'vault.zip'), zipSync(Object.fromEntries(vault)))
}, 60_000)
afterAll(() => rmSync(root, { recursive: true }))

async function said(run: () => Promise<number>): Promise<{ code: number; out: string; err: string }> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const err = vi.spyOn(console, 'error').mockImplementation(() => {})
  try {
    const code = await run()
    return { code, out: out.mock.calls.flat().join('\n'), err: err.mock.calls.flat().join('\n') }
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
}
const imported = (...args: string[]) => said(() => importMarkdown(args, env))
const exported = (...args: string[]) => said(() => exportMarkdown(args, env))
const at = (name: string) => join(root, name)
const filesIn = (name: string) =>
  readdirSync(at(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [path.slice(at(name).length), readFileSync(path, 'base64')])

describe('Markdown by command line', () => {
  it('goes in and out, again and again, to the same bytes', async () => {
    const first = await imported(at('vault'), '--workspace', 'First', '--create', '--json')
    expect(first.code).toBe(0)
    const { counts, items } = JSON.parse(first.out)
    expect(counts.notes).toBeGreaterThan(120)
    expect(items.find(({ path }: { path: string }) => path === 'Link.md')).toMatchObject({ outcome: 'skipped' })
    expect((await exported(at('out-1'), '-w', 'First')).code).toBe(0)
    expect((await imported(at('out-1'), '-w', 'Second', '--create')).code).toBe(0)
    expect((await exported(at('out-2'), '-w', 'Second')).code).toBe(0)
    expect(filesIn('out-2')).toEqual(filesIn('out-1'))
    await exported(at('out-1.zip'), '-w', 'First')
    await exported(at('out-2.zip'), '-w', 'Second')
    expect(readFileSync(at('out-1.zip')).equals(readFileSync(at('out-2.zip')))).toBe(true)
  }, 60_000)

  it('brings in a zip, into a folder, and nothing a second time', async () => {
    expect(
      (await imported(at('vault.zip'), '-w', 'Zip', '--create', '--into', 'Box', '--report', at('report.md'))).code,
    ).toBe(0)
    expect(readFileSync(at('report.md'), 'utf8')).toContain('`Odd/Garbage.md`')
    expect((await imported(at('vault.zip'), '-w', 'Zip')).out).toMatch(/^0 documents, 5 files and 0 folders imported/m)
    await exported(at('box'), '-w', 'Zip', '--folder', 'Box/Folder')
    expect(filesIn('box').map(([path]) => path)).toEqual(['/Deep note.md', '/Target.md'])
  }, 60_000)

  it('says what it would do and does nothing', async () => {
    const plan = await imported(at('vault'), '--dry-run')
    expect(plan).toMatchObject({ code: 0 })
    expect(plan.out).toMatch(/would be imported/)
  })

  it('ends with a number and one clear line when it can not', async () => {
    expect(await imported(at('nothing'), '-w', 'First')).toMatchObject({
      code: 1,
      err: expect.stringContaining('there is nothing at'),
    })
    expect(await imported(at('vault'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('--workspace is missing'),
    })
    expect(await imported(at('vault'), '--nonsense')).toMatchObject({ code: 2 })
    expect(await imported(at('vault'), '-w', 'No such place')).toMatchObject({ code: 1 })
    writeFileSync(at('not.zip'), 'PK no')
    expect(await imported(at('not.zip'), '-w', 'First')).toMatchObject({
      code: 1,
      err: expect.stringContaining('neither a folder nor a zip'),
    })
    expect(await exported(at('vault'), '-w', 'First')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    })
    expect(await exported(at('new'), '-w', 'First', '--folder', 'Nowhere')).toMatchObject({ code: 1 })
  })
})
