import { strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { planVault } from './vault-plan.ts'
import { readZip, type ByteSource } from './zip-entries.ts'
import { openZipWriter } from './zip-writer.ts'
import { hostileZip, lyingZip } from './testing/hostile-zip.ts'

const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (start, end) => bytes.slice(start, end),
})
const limits = { maxEntries: 100, maxBytes: 1_000_000, maxRatio: 50, freeBytes: 500_000 }
const opened = async (bytes: Uint8Array) => {
  const entries = await readZip(sourceOf(bytes))
  if (!entries.ok) throw new Error(entries.reason)
  return entries.value
}

describe('a zip', () => {
  it('gives its files, names of any script and their times', async () => {
    const entries = await opened(
      zipSync(
        {
          'ü/日本.md': strToU8('hi'),
          'empty/': new Uint8Array(),
          'a.md': [strToU8('packed '.repeat(99)), { level: 9 }],
        },
        { mtime: '2024-01-02T03:04:06' },
      ),
    )
    expect(entries.map(({ path }) => path)).toEqual(['ü/日本.md', 'a.md'])
    expect(entries[0]!.modifiedAt).toBe(Date.UTC(2024, 0, 2, 3, 4, 6))
    expect(new TextDecoder().decode(await entries[1]!.read())).toBe('packed '.repeat(99))
  })

  it('that tries to escape gets nothing in but its good note', async () => {
    const plan = await planVault(await opened(hostileZip()), { name: 'hostile' })
    expect(plan.notes.map(({ path }) => path)).toEqual(['Good.md'])
    expect(Object.fromEntries(plan.skipped.map(({ path, remarks }) => [path, remarks[0]!.code]))).toEqual({
      '../../escape.md': 'path-outside',
      '/etc/absolute.md': 'path-absolute',
      'a/../../b.md': 'path-outside',
      'C:/windows.md': 'path-absolute',
      '..\\..\\back.md': 'path-backslash',
      'new\uFFFDline.md': 'path-unreadable',
      'link.md': 'is-link',
      'bomb.md': 'unpacks-too-large',
    })
  })

  it('that lies about a size is caught while it unpacks', async () => {
    const [less] = await opened(lyingZip(2_000))
    await expect(less!.read()).rejects.toThrow('more than it says')
    const [more] = await opened(lyingZip(4_000_000))
    await expect(more!.read()).rejects.toThrow('not what it says')
  })

  it('is bounded by count and by all bytes together', async () => {
    const many = zipSync(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`${index}.md`, strToU8('x')])))
    expect(await readZip(sourceOf(many), limits)).toMatchObject({ ok: false, reason: 'too-many-entries' })
    const large = zipSync({
      'a.bin': [new Uint8Array(700_000), { level: 0 }],
      'b.bin': [new Uint8Array(700_000), { level: 0 }],
    })
    const entries = await readZip(sourceOf(large), limits)
    expect(entries.ok && entries.value.map(({ problem }) => problem?.code)).toEqual([undefined, 'unpacks-too-large'])
    const many64k = zipSync(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [`${index}.bin`, [new Uint8Array(64_000), { level: 9 }]]),
      ),
    )
    const small = await readZip(sourceOf(many64k), limits)
    expect(small.ok && small.value.filter(({ problem }) => problem).length).toBe(5)
  })

  it('that is damaged anywhere is refused or says so, and never hangs', async () => {
    const whole = zipSync({ 'a.md': [strToU8('text '.repeat(50)), { level: 6 }] })
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = whole.slice()
      damaged[at] = damaged[at]! ^ 0xff
      const entries = await readZip(sourceOf(damaged))
      if (entries.ok) for (const entry of entries.value) await entry.read().catch(() => undefined)
      const cut = await readZip(sourceOf(whole.slice(0, at)))
      expect(cut.ok).toBe(false)
    }
  })

  it('is written to the same bytes each time', () => {
    const write = () => {
      const chunks: Uint8Array[] = []
      const zip = openZipWriter((chunk) => chunks.push(chunk))
      zip.file('ü/Note.md', strToU8('# Note\n'))
      zip.file('attachments/a.png', new Uint8Array(300))
      zip.end()
      return Buffer.concat(chunks)
    }
    expect(write().equals(write())).toBe(true)
    expect(Object.keys(unzipSync(write()))).toEqual(['ü/Note.md', 'attachments/a.png'])
  })
})
