import { describe, expect, it } from 'vitest'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { tabConversation } from './conversation-store.ts'

function memory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

describe('the conversation of a tab', () => {
  it('keeps the words of the person and nothing else, by workspace', () => {
    const storage = memory()
    const turn = { text: 'what is overdue?', at: 5, reply: { kind: 'answer', titles: ['secret'] } }
    tabConversation('ws_1', storage).write([turn])
    expect(tabConversation('ws_1', storage).read()).toEqual([{ text: 'what is overdue?', at: 5 }])
    expect(tabConversation('ws_2', storage).read()).toEqual([])
  })

  it('keeps where a question stands and who was asked, and nothing that is no such place', () => {
    const storage = memory()
    const place = { conversation: `conversation_${'a'.repeat(26)}` as ReplicaId, question: 'q_1' }
    const turns = [
      { text: 'a', at: 1, asked: { ...place, agent: 'agent_1' } },
      { text: 'b', at: 2, asked: place },
    ]
    tabConversation('ws_1', storage).write(turns)
    expect(tabConversation('ws_1', storage).read()).toEqual(turns)
    storage.setItem('nexus.assistant.ws_1', JSON.stringify([{ text: 'a', at: 1, asked: { ...place, agent: 5 } }]))
    expect(tabConversation('ws_1', storage).read()).toEqual([])
  })

  it('keeps the latest three hundred', () => {
    const store = tabConversation('ws_1', memory())
    store.write(Array.from({ length: 310 }, (_, at) => ({ text: `${at}`, at })))
    expect(store.read().map(({ at }) => at)).toEqual(Array.from({ length: 300 }, (_, at) => at + 10))
  })

  it('keeps no more than there is room for, the latest first', () => {
    const store = tabConversation('ws_1', memory())
    store.write(Array.from({ length: 100 }, (_, at) => ({ text: 'x'.repeat(8_000), at })))
    expect(store.read().map(({ at }) => at)).toEqual(Array.from({ length: 62 }, (_, at) => at + 38))
  })

  it('is empty where what is stored is damaged or can not be had', () => {
    const storage = memory()
    storage.setItem('nexus.assistant.ws_1', '[{"text":1},{"text":"a","at":1},null]')
    expect(tabConversation('ws_1', storage).read()).toEqual([{ text: 'a', at: 1 }])
    storage.setItem('nexus.assistant.ws_1', '{')
    expect(tabConversation('ws_1', storage).read()).toEqual([])
    const full = tabConversation('ws_1', {
      getItem: () => {
        throw new Error('denied')
      },
      setItem: () => {
        throw new Error('full')
      },
    })
    full.write([{ text: 'a', at: 1 }])
    expect(full.read()).toEqual([])
  })
})
