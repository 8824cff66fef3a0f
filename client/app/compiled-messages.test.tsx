import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _createCache, _createIntlFormatters } from 'use-intl/core'
import formatParsed from 'use-intl/format-message'
import formatCompiled from 'use-intl/format-message/format-only'
import { describe, expect, it } from 'vitest'
import { isCatalogue, messagesIn } from '../../scripts/compiled-messages.ts'

const root = join(import.meta.dirname, '../..')
const sources = ['client', 'shared']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  )
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, code: readFileSync(path, 'utf8') }))
const compiled = new Map(sources.filter(({ path }) => isCatalogue(path)).flatMap(({ code }) => [...messagesIn(code)]))

const modules = import.meta.glob(['../**/*messages.ts', '../**/labels.ts'], { eager: true })

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** Numbers for all arguments, then each choice that a message offers; what is between tags is put in brackets. */
function valuesFor(message: string): readonly Record<string, unknown>[] {
  const names = [...message.matchAll(/\{(\w+)[,}]/g)].map(([, name = '']) => name)
  const tags = [...message.matchAll(/<(\w+)>/g)].map(([, name = '']) => name)
  const selected = [...message.matchAll(/\{(\w+), select,/g)].map(([, name = '']) => name)
  const words = [...message.matchAll(/([\w-]+) \{/g)].map(([, word = '']) => word)
  const marked = Object.fromEntries(tags.map((name) => [name, (inside: unknown) => `[${String(inside)}]`]))
  const all = (given: unknown) => Object.fromEntries(names.map((name) => [name, given]))
  const chosen = words.map((word) => Object.fromEntries(selected.map((name) => [name, word])))
  return [
    ...[0, 1, 2, 1_000].map((number) => ({ ...all(number), ...marked })),
    ...chosen.map((choice) => ({ ...all(2), ...choice, ...marked })),
  ]
}

describe('messages of a built client', () => {
  it('are compiled wherever strings of a room are declared', () => {
    const declared = sources.filter(({ code }) =>
      /declare module '#client\/ui\/i18n\.tsx' \{\s+interface RoomMessages/.test(code),
    )
    expect(declared.length).toBeGreaterThan(20)
    expect(declared.filter(({ path }) => !isCatalogue(path)).map(({ path }) => path)).toEqual([])
    const all = stringsIn(modules).filter((message) => /[{<']/.test(message))
    expect(all.length).toBeGreaterThan(200)
    expect(all.filter((message) => !compiled.has(message))).toEqual([])
  })

  it('say the same as those that are parsed as they are used', () => {
    const cache = _createCache()
    const options = { cache, formatters: _createIntlFormatters(cache), locale: 'en', timeZone: 'UTC' }
    for (const [message, ready] of compiled) {
      for (const values of valuesFor(message)) {
        const parsed = formatParsed('', message, values as never, options)
        expect([formatCompiled('', ready, values as never, options)].flat().join('')).toBe([parsed].flat().join(''))
      }
    }
  })
})
