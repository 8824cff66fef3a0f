import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { doesMatch, wordLine } from '#shared/assistant/search/matches.ts'
import { asksForAnything, parseQuery } from '#shared/assistant/search/query.ts'
import { loosened, misspellingsIn, similarWordsIn } from '#shared/assistant/search/similar.ts'
import { wordsOf } from '#shared/assistant/search/words.ts'
import type { DeviceId, OrganisationId, PrincipalId, ReplicaId, WorkspaceId } from '#shared/kit/ids.ts'
import { fuzzRuns } from '#shared/kit/testing/fuzz-runs.ts'
import type { SearchText } from './search-store.ts'
import type { OrganisationStore, Storage } from './storage.ts'
import type { StorageUnderTest } from './storage-suite.ts'

const org = `org_${'a'.repeat(26)}` as OrganisationId
const ada = 'user:ada' as PrincipalId
const [home, other] = ['0', '1'].map((digit) => `ws_${digit.repeat(26)}` as WorkspaceId) as [WorkspaceId, WorkspaceId]
const thing = (digit: number) => `document_${String(digit).repeat(26)}` as ReplicaId
const types = ['document']

function said(title: string, text = ''): SearchText {
  const words = (each: string) =>
    wordsOf(each)
      .map(({ token }) => token)
      .join(' ')
  return { type: 'document', title, text, titleWords: words(title), textWords: words(text) }
}

/** What is kept to be looked for, for any adapter. */
export function searchSuite(name: string, prepare: () => Promise<StorageUnderTest>): void {
  describe(name, () => {
    let under: StorageUnderTest
    let storage: Storage
    let store: OrganisationStore
    const cursors = new Map<WorkspaceId, number>()
    const write = async (workspace: WorkspaceId, replica: ReplicaId, text: SearchText | undefined) => {
      const bytes = new TextEncoder().encode(`${workspace} ${replica} ${cursors.get(workspace)}`)
      const hash = createHash('sha256').update(bytes).digest()
      const envelope = { kind: 'yjs', author: ada, device: `device_${'0'.repeat(26)}` as DeviceId, timeMs: 7 } as const
      await store.log.append([{ workspace, replica, bytes, hash, ...envelope }])
      await store.log.sorted('now')
      const from = cursors.get(workspace) ?? 0
      const effects = [{ kind: 'text', replica, text }] as const
      expect(await store.log.advance({ consumer: 'search', workspace, from, to: from + 1, effects })).toBe(true)
      cursors.set(workspace, from + 1)
    }
    const holding = async (typed: string, workspace = home) =>
      (await store.log.holding(workspace, { types, terms: parseQuery(typed).terms })).map(({ replica }) => replica)

    const looseQuery = async (typed: string) => {
      const query = parseQuery(typed)
      const like = new Map<string, readonly string[]>()
      for (const word of misspellingsIn(query)) like.set(JSON.stringify(word), await store.log.wordsLike(home, word))
      return loosened(query, (word) => like.get(JSON.stringify(word)) ?? [])
    }

    beforeEach(async () => {
      cursors.clear()
      under = await prepare()
      storage = await under.open()
      store = await storage.organisation(org)
      for (const id of [home, other]) await store.createWorkspace({ id, name: 'Home', createdAt: 1 }, ada)
    })
    afterEach(async () => {
      await storage.close()
      await under.discard()
    })

    it('[ST25] is found by words of title and text, by sequences of them, and not by what is left out', async () => {
      await write(home, thing(1), said('Harbour budget', 'Paint the boat blue. 東京都'))
      await write(home, thing(2), said('Boat', 'harbour'))
      expect(new Set(await holding('harbour'))).toEqual(new Set([thing(1), thing(2)]))
      expect(await holding('"the boat"')).toEqual([thing(1)])
      expect(await holding('boat -paint ')).toEqual([thing(2)])
      expect(await holding('京都')).toEqual([thing(1)])
      expect(await holding('bud')).toEqual([thing(1)])
      expect(await holding('bud ')).toEqual([])
      // A phrase does not go on from the title into the text.
      expect(await holding('"budget paint"')).toEqual([])
      expect(await store.log.holding(home, { types: ['task'], terms: [] })).toEqual([])
      expect(await store.log.holding(home, { types, terms: [] })).toHaveLength(2)
    })

    it('[ST25] is replaced and removed as a whole', async () => {
      await write(home, thing(1), said('First'))
      await write(home, thing(1), said('Second'))
      expect([await holding('first '), await holding('second ')]).toEqual([[], [thing(1)]])
      expect(await store.log.textsOf(home, [thing(1), thing(3)])).toEqual([
        { replica: thing(1), title: 'Second', text: '' },
      ])
      await write(home, thing(1), undefined)
      expect([await holding('second '), await store.log.textsOf(home, [thing(1)])]).toEqual([[], []])
    })

    it('[ST25] a device without a network finds the same', async () => {
      const other = fc.constantFrom('harbour', 'harbor', 'lighthouse', 'lihgthuose', 'lighthouses', 'x1945', 'x1946')
      const some = fc.constantFrom('boat', 'Boats', 'Böot', '東京', '京都', '東', 'the', 'th', 'e-mail', 'mail', '…')
      const word = fc.oneof(some, other)
      const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '))
      const part = fc.oneof(
        word,
        text.map((words) => `"${words}"`),
        word.map((one) => `-${one}`),
      )
      const typed = fc.tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ' '))
      const asked = typed.map(([parts, end]) => parts.join(' ') + end)
      const line = (words: string) => wordLine(wordsOf(words))
      await fc.assert(
        fc.asyncProperty(text, text, fc.array(asked, { minLength: 5, maxLength: 5 }), async (title, body, queries) => {
          await write(home, thing(1), said(title, body))
          for (const each of queries) {
            const query = parseQuery(each)
            if (!asksForAnything(query)) continue
            const lines = [line(title), line(body)]
            const isFound = doesMatch(query, lines)
            expect([each, await holding(each)]).toEqual([each, isFound ? [thing(1)] : []])
            const loose = await looseQuery(each)
            const here = loosened(query, (misspelt) => similarWordsIn(lines, misspelt))
            const isLike = here !== undefined && doesMatch(here, lines)
            const found = loose ? await store.log.holding(home, { types, terms: loose.terms }) : []
            expect([each, found.map(({ replica }) => replica)]).toEqual([each, isLike ? [thing(1)] : []])
          }
        }),
        { numRuns: fuzzRuns(60) },
      )
    })

    it('[ST25] is found by words like its own, in any number', async () => {
      await write(home, thing(1), said('Harbour budget', 'Lighthouse keeping'))
      await write(other, thing(2), said('harbor'))
      const found = async (typed: string) => {
        const loose = await looseQuery(typed)
        return loose && (await store.log.holding(home, { types, terms: loose.terms })).map(({ replica }) => replica)
      }
      for (const typed of ['harbor ', 'habrour ', 'harbuor budgte ', 'ligthouse ', 'liththouse keping '])
        expect([typed, await found(typed)]).toEqual([typed, [thing(1)]])
      expect(await found('lighhou')).toEqual([thing(1)])
      for (const typed of ['arbour ', 'har ', 'liiiighthouse ', '"harbuor"', '-harbuor '])
        expect([typed, await found(typed)]).toEqual([typed, undefined])
      // Of the organisation, not of this workspace: what they stand in is asked of the index.
      expect((await store.log.wordsLike(home, { token: 'harbur', isPrefix: false })).toSorted()).toEqual([
        'harbor',
        'harbour',
      ])
      const letters = [...'abcdefghijklmnopqrstuvwxyz']
      const many = letters.flatMap((one) => letters.map((two) => `liber${one}te${two}`))
      await write(home, thing(3), said('Many', many.join(' ')))
      const like = await store.log.wordsLike(home, { token: 'libertex', isPrefix: false })
      expect(like.length).toBeGreaterThan(200)
      expect(await found('libertex ')).toEqual([thing(3)])
    })

    it('[ST25] belongs to its workspace, whatever is looked for', async () => {
      await write(home, thing(1), said('Harbour'))
      await write(other, thing(2), said('Harbour', 'w1'))
      expect(await holding('harbour', other)).toEqual([thing(2)])
      expect(await holding('w1', home)).toEqual([])
      expect(await store.log.textsOf(other, [thing(1)])).toEqual([])
    })
  })
}
