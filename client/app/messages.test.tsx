import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTranslator } from 'use-intl'
import { describe, expect, it } from 'vitest'
import { messages as activity } from '#client/rooms/activity/messages.ts'
import { messages as assistant } from '#client/rooms/assistant/messages.ts'
import { messages as documents } from '#client/rooms/documents/messages.ts'
import { messages as documentAsk } from '#client/rooms/documents/aids/ask-messages.ts'
import { messages as proposals } from '#client/rooms/documents/proposals/messages.ts'
import { messages as ideaCapture } from '#client/rooms/ideas/capture/messages.ts'
import { messages as schedules } from '#client/rooms/assistant/schedules/messages.ts'
import { messages as organisation } from '#client/rooms/organisation/messages.ts'
import { messages as repeatWords } from '#client/rooms/repeat-messages.ts'
import { messages as search } from '#client/rooms/search/messages.ts'
import { messages as settings } from '#client/rooms/settings/messages.ts'
import { messages as security } from '#client/rooms/settings/security/messages.ts'
import { messages as sharing } from '#client/rooms/sharing/messages.ts'
import { messages as taskWaiting } from '#client/rooms/tasks/waiting/messages.ts'
import { messages as taskWords } from '#client/rooms/tasks/quick/messages.ts'
import { messages as transfer } from '#client/rooms/transfer/messages.ts'
import { messages as versions } from '#client/rooms/versions/messages.ts'
import { wordChipsMessages as wordChips } from '#client/ui/word-chips-messages.ts'
import { answerMessages as answer } from '#client/ui/answer/messages.ts'
import type { Messages } from '#client/ui/i18n.tsx'
import { allMessages } from './messages.ts'
import { rooms } from './rooms.ts'

/** Also of rooms whose strings come with their screens. */
const ofScreens = {
  activity,
  answer,
  assistant,
  documentAsk,
  documents,
  ideaCapture,
  organisation,
  proposals,
  repeatWords,
  schedules,
  search,
  security,
  settings,
  sharing,
  taskWaiting,
  taskWords,
  transfer,
  versions,
  wordChips,
}
const catalogue: Messages = { ...allMessages(rooms), ...ofScreens }
const client = join(import.meta.dirname, '..')
const sources = readdirSync(client, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => readFileSync(join(client, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, ''))

/** Every key that a source asks of a namespace by name; keys put together at run time count by their beginning. */
function usedKeys(): { namespace: string; key: string }[] {
  return sources.flatMap((source) => {
    const names = [...source.matchAll(/(?:const (\w+) = useText\(|(\w+): Text<)'(\w+)'/g)]
    return names.flatMap(([, constant, argument, namespace = '']) => {
      const calls = new RegExp(`\\b${constant ?? argument}(?:\\.rich)?\\(\\s*['\`]([\\w.-]+)`, 'g')
      return [...source.matchAll(calls)].map(([, key = '']) => ({ namespace, key }))
    })
  })
}

function keysOf(messages: Messages, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  )
}

const argumentsOfAll = new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : 1), has: () => true })

describe('messages', () => {
  it('has a label for every room', () => {
    for (const room of rooms) expect(room.messages.label, room.name).not.toBe('')
  })

  it('has every key that is asked for', () => {
    const known = new Map(Object.entries(catalogue).map(([name, messages]) => [name, keysOf(messages as Messages)]))
    const used = usedKeys()
    const missing = used.filter(({ namespace, key }) => {
      const keys = known.get(namespace)
      return keys && !keys.some((each) => each === key || each.startsWith(key.endsWith('.') ? key : `${key}.`))
    })
    expect(used.length).toBeGreaterThan(100)
    expect(missing).toEqual([])
  })

  it('holds nothing in the shell and its rooms that nobody asks for', () => {
    const used = usedKeys()
    const unused = ['ui', 'shell', 'home', 'settings', 'security', 'sharing', 'organisation'].flatMap((name) =>
      keysOf(catalogue[name] as Messages)
        .filter((key) => key !== 'label')
        .filter(
          (key) =>
            !used.some(
              (each) =>
                each.namespace === name && (key === each.key || (each.key.endsWith('.') && key.startsWith(each.key))),
            ),
        )
        .map((key) => `${name}.${key}`),
    )
    expect(unused).toEqual([])
  })

  it('is written in ICU that can be read', () => {
    const errors: string[] = []
    for (const [namespace, messages] of Object.entries(catalogue)) {
      const t = createTranslator({
        locale: 'en',
        messages: { [namespace]: messages } as never,
        namespace: namespace as never,
        onError: (error) => errors.push(`${namespace}: ${error.message}`),
      }) as unknown as { markup(key: string, values: object): string }
      for (const key of keysOf(messages as Messages)) t.markup(key, argumentsOfAll)
    }
    expect(errors.filter((error) => error.includes('INVALID_MESSAGE'))).toEqual([])
  })
})
