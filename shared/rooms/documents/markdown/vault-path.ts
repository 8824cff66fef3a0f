import { done, refused, type Outcome } from '../../../kit/outcome.ts'

/** Why a path is not let in: it could name a place outside of the folder that it came in, or a place that no system can hold. */
export type PathRefusal = 'path-outside' | 'path-absolute' | 'path-backslash' | 'path-unreadable'

/** A path as it came from a zip or a file system → with `/`, without `.` and empty parts, in NFC. */
export function cleanPath(path: string): Outcome<PathRefusal, string> {
  if (path.includes('\\')) return refused('path-backslash')
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return refused('path-absolute')
  if (/[\p{Cc}]/u.test(path)) return refused('path-unreadable')
  const parts = path
    .normalize('NFC')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return refused('path-outside')
  if (parts.length === 0) return refused('path-unreadable')
  return done(parts.join('/'))
}

/** How paths and names are compared: as a file system that ignores case does. */
export function pathKey(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The name without its last extension. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? name.slice(0, dot) : name
}

/** `a/b` + `../c.md` → `a/c.md`; undefined = above the top. */
export function joinPath(folder: string, relative: string): string | undefined {
  const parts = relative.startsWith('/') || folder === '' ? [] : folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

/** From the folder of one file to another file: `../c.md`. */
export function relativePath(fromFolder: string, to: string): string {
  const from = fromFolder === '' ? [] : fromFolder.split('/')
  const parts = to.split('/')
  let same = 0
  while (same < from.length && same < parts.length - 1 && from[same] === parts[same]) same += 1
  return [...from.slice(same).map(() => '..'), ...parts.slice(same)].join('/')
}

/** Numbers by value, then by code: the same on every machine, which a locale is not. */
export function comparePaths(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = compareNames(left[at]!, right[at]!)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

function compareNames(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)]
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [one, other] = [left[at]!, right[at]!]
    if (one === other) continue
    const numbers = /^\d+$/.test(one) && /^\d+$/.test(other) ? Number(one) - Number(other) : 0
    return numbers !== 0 ? numbers : one < other ? -1 : 1
  }
  return left.length - right.length || (a === b ? 0 : a < b ? -1 : 1)
}

/** Without its extension a name sorts before the same name with something behind. */
function partsOf(name: string): string[] {
  return (
    stemOf(name)
      .toLowerCase()
      .match(/\d+|\D+/g) ?? []
  )
}
