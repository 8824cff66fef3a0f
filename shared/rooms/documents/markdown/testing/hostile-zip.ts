import { strToU8, zipSync, type Zippable } from 'fflate'

/** A zip with one good note, and with entries that a careless reader would write outside, follow, or be filled up by. */
export function hostileZip(): Uint8Array {
  const files: Zippable = {
    'Good.md': strToU8('# Good\n'),
    '../../escape.md': strToU8('out'),
    '/etc/absolute.md': strToU8('out'),
    'a/../../b.md': strToU8('out'),
    'C:/windows.md': strToU8('out'),
    '..\\..\\back.md': strToU8('out'),
    'new\nline.md': strToU8('x'),
    // S_IFLNK in the upper half of the external attributes.
    'link.md': [strToU8('/etc/passwd'), { os: 3, attrs: 0o120777 << 16 }],
    'bomb.md': [new Uint8Array(60_000_000), { level: 9 }],
  }
  return zipSync(files, { mtime: '2024-01-02' })
}

/** The same zip with a lie: the directory says that the entry unpacks to `claimed` bytes. */
export function lyingZip(claimed: number): Uint8Array {
  const zip = zipSync({ 'lie.md': [new Uint8Array(3_000_000), { level: 9 }] })
  const view = new DataView(zip.buffer)
  for (let at = 0; at < zip.length - 46; at += 1) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, claimed, true)
  }
  return zip
}
