import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import { readTar, TarFault, writeTar } from './tar.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-tar-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const entry = (path: string, bytes: Uint8Array) => ({ path, bytes: bytes.length, content: () => [bytes] })
const archive = async (files: readonly (readonly [string, Uint8Array])[]) =>
  Buffer.concat(
    await writeTar(
      files.map(([path, bytes]) => entry(path, bytes)),
      1_767_603_600_000,
    ).toArray(),
  )

async function read(bytes: Buffer, chunk = 700): Promise<[string, Buffer][]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) =>
    bytes.subarray(at * chunk, (at + 1) * chunk),
  )
  const files: [string, Buffer][] = []
  for await (const { path, content } of readTar(Readable.from(chunks) as AsyncIterable<Buffer>)) {
    const parts: Buffer[] = []
    for await (const part of content) parts.push(part)
    files.push([path, Buffer.concat(parts)])
  }
  return files
}

it('what is written is read, whatever the sizes and wherever it is cut', async () => {
  const file = fc.tuple(fc.stringMatching(/^[a-z]{1,40}$/), fc.uint8Array({ maxLength: 1_600 }))
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 5 }), fc.integer({ min: 1, max: 2_000 }), async (files, chunk) => {
      const found = await read(await archive(files), chunk)
      expect(found).toEqual(files.map(([path, bytes]) => [path, Buffer.from(bytes)]))
    }),
    { numRuns: fuzzRuns(50) },
  )
})

it('other programs read it, and it reads what they write', async () => {
  const text = Buffer.from('a letter\n'.repeat(200))
  writeFileSync(
    join(folder, 'ours.tar'),
    await archive([
      ['letter.txt', text],
      ['blobs/empty', new Uint8Array()],
    ]),
  )
  execFileSync('tar', ['-xf', 'ours.tar'], { cwd: folder })
  expect(readFileSync(join(folder, 'letter.txt'))).toEqual(text)
  execFileSync('tar', ['--format=ustar', '-cf', 'theirs.tar', 'letter.txt'], { cwd: folder })
  expect(await read(readFileSync(join(folder, 'theirs.tar')))).toEqual([['letter.txt', text]])
})

it('links, folders, changed headers and what ends too early are refused', async () => {
  writeFileSync(join(folder, 'file'), 'text')
  execFileSync('ln', ['-s', '/etc/passwd', 'link'], { cwd: folder })
  for (const name of ['link', '.']) {
    execFileSync('tar', ['--format=ustar', '--exclude=*.tar', '-cf', 'theirs.tar', name], { cwd: folder })
    await expect(read(readFileSync(join(folder, 'theirs.tar')))).rejects.toThrow(TarFault)
  }
  const whole = await archive([['file', Buffer.from('text')]])
  await expect(read(whole.subarray(0, 700))).rejects.toThrow('it ends in the middle')
  const changed = Buffer.from(whole)
  changed[0] = 0x2f
  await expect(read(changed)).rejects.toThrow('a header is not what was written')
})

it('a file that is shorter or longer than it was said to be is not put into an archive', async () => {
  for (const bytes of [3, 5]) {
    const stream = writeTar([{ path: 'file', bytes, content: () => [Buffer.from('text')] }], 0)
    await expect(stream.toArray()).rejects.toThrow('changed while')
  }
})
