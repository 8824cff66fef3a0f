import { isNoteName, mimeOf, splitAddress } from './addresses.ts'
import type { LinkStyle } from './link-ports.ts'
import { folderOf, joinPath, nameOf, pathKey, stemOf } from './vault-path.ts'

export interface PathIndex {
  /** The path that something written in the note `from` leads to. */
  find(written: string, from: string, style: LinkStyle): string | undefined
}

/**
 * Where links lead among these files: Obsidian's rules for `[[…]]`, those of file systems for relative links. `aliases`: paths of
 * files that are not there, and what stands for them.
 */
export function openPathIndex(paths: readonly string[], aliases: ReadonlyMap<string, string> = new Map()): PathIndex {
  const byPath = new Map<string, string>()
  const byName = new Map<string, string[]>()
  const name = (key: string, path: string) => {
    const known = byName.get(key)
    if (known) known.push(path)
    else byName.set(key, [path])
  }
  for (const path of paths) {
    const key = pathKey(path)
    if (!byPath.has(key)) byPath.set(key, path)
    name(pathKey(nameOf(path)), path)
    if (isNoteName(path)) name(pathKey(stemOf(nameOf(path))), path)
  }
  for (const [alias, path] of aliases) byPath.set(pathKey(alias), path)
  const exact = (path: string | undefined) =>
    path === undefined ? undefined : (byPath.get(pathKey(path)) ?? byPath.get(pathKey(`${path}.md`)))

  const findWiki = (target: string, from: string): string | undefined => {
    const path = target.split('#', 1)[0]!.trim()
    if (path === '') return exact(from)
    if (path.startsWith('./') || path.startsWith('../')) return exact(joinPath(folderOf(from), path))
    const whole = path.includes('/') ? exact(joinPath('', path)) : undefined
    return whole ?? nearest(preferred(named(byName, path), path), from)
  }
  const findRelative = (written: string, from: string): string | undefined => {
    const { path } = splitAddress(written)
    if (path === '') return undefined
    return exact(joinPath(folderOf(from), path)) ?? exact(joinPath('', path))
  }
  return { find: (written, from, style) => (style === 'wiki' ? findWiki(written, from) : findRelative(written, from)) }
}

/** Files of that name whose path ends as it is written. */
function named(byName: ReadonlyMap<string, readonly string[]>, path: string): readonly string[] {
  const clean = joinPath('', path) ?? path
  const found = byName.get(pathKey(nameOf(clean))) ?? []
  if (!clean.includes('/')) return found
  const folder = pathKey(folderOf(clean))
  return found.filter((one) => pathKey(folderOf(one)) === folder || pathKey(folderOf(one)).endsWith(`/${folder}`))
}

/** `[[LICENSE]]` is the note of that name before the file; `[[plan.pdf]]` the file before the note `plan.pdf.md`. */
function preferred(found: readonly string[], written: string): readonly string[] {
  const wantsFile = mimeOf(written) !== 'application/octet-stream' && !isNoteName(written)
  const better = found.filter((path) => isNoteName(path) !== wantsFile)
  return better.length > 0 ? better : found
}

/** In the same folder, else the shortest path, else the first by code. */
function nearest(paths: readonly string[], from: string): string | undefined {
  const rank = (path: string) => (folderOf(path) === folderOf(from) ? 0 : path.split('/').length)
  return [...paths].sort((a, b) => rank(a) - rank(b) || a.length - b.length || (a < b ? -1 : 1))[0]
}
