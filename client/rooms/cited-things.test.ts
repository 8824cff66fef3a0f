import { describe, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { nameAtOf } from './cited-things.ts'

const [seen, unread, hidden, untitled] = ['a', 'b', 'c', 'd'].map((end) => `task_${'0'.repeat(25)}${end}` as ReplicaId)
const titles = new Map([
  [seen, 'Pay the rent'],
  [unread, 'Call the bank'],
  [untitled, ''],
])
const things = {
  titleOf: (id: ReplicaId) => titles.get(id),
  pathOf: (id: ReplicaId) => `/w/ws_here/tasks?open=${id}`,
}
const cited = [seen, hidden, untitled] as ReplicaId[]
const at = (id: ReplicaId | undefined, workspace = 'ws_here') => `/w/${workspace}/tasks?open=${id}&view=board#top`

describe('a link of an answer', () => {
  const nameAt = nameAtOf(things, cited)

  it('leads to what was read for it and may be seen', () => {
    expect(nameAt(at(seen))).toBe('Pay the rent')
    expect(nameAt(at(untitled))).toBe('')
  })

  it('leads nowhere when it was not read, may not be seen, or belongs elsewhere: all alike', () => {
    expect(nameAt(at(unread))).toBeUndefined()
    expect(nameAt(at(hidden))).toBeUndefined()
    expect(nameAt(at(seen, 'ws_there'))).toBeUndefined()
    expect(nameAtOf(things, [])(`/w/ws_here/documents/${seen}`)).toBeUndefined()
    expect(nameAt(`/w/ws_here/tasks?project=${unread}`)).toBeUndefined()
  })

  it('leads to a screen that shows no one thing', () => {
    expect(nameAt('/w/ws_here/documents')).toBe('')
  })

  it('leads to what may be seen while it is still being written', () => {
    const early = nameAtOf(things, undefined)
    expect(early(at(unread))).toBe('Call the bank')
    expect(early(at(hidden))).toBeUndefined()
  })
})
