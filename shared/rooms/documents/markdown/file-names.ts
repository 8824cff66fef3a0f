import { pathKey } from './vault-path.ts'

const maxStemBytes = 180

/** A title → a name that every file system takes, and links can hold. */
export function safeStem(title: string): string {
  const clean = title
    .normalize('NFC')
    .replace(/[<>:"/\\|?*\p{Cc}]/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  const cut = cutBytes(clean, maxStemBytes).replace(/[. ]+$/, '')
  if (cut === '') return 'Untitled'
  // Names of devices on Windows, and of folders that importers leave out.
  return /^((con|prn|aux|nul|com\d|lpt\d)(\.|$)|(node_modules|__macosx)$)/i.test(cut) ? `_${cut}` : cut
}

/** Cuts between characters so that the name stays below the limit of file systems, which count bytes of UTF-8. */
function cutBytes(text: string, limit: number): string {
  let bytes = 0
  let cut = ''
  for (const char of text) {
    const code = char.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (bytes > limit) return cut
    cut += char
  }
  return cut
}

/**
 * Names in one folder, unlike even where case does not count. Whoever comes first gets the plain name, in two rounds, so that
 * `Note 2` that is called so keeps it before a second `Note` takes it.
 */
export function uniqueNames(wanted: readonly string[], extension = ''): string[] {
  const taken = new Set<string>()
  const names: (string | undefined)[] = wanted.map((stem) => {
    if (taken.has(pathKey(stem))) return undefined
    taken.add(pathKey(stem))
    return stem
  })
  return names.map((name, index) => (name ?? nextFree(wanted[index]!, taken)) + extension)
}

function nextFree(stem: string, taken: Set<string>): string {
  for (let number = 2; ; number += 1) {
    const name = `${stem} ${number}`
    if (taken.has(pathKey(name))) continue
    taken.add(pathKey(name))
    return name
  }
}
