import { describe, expect, it } from 'vitest'
import type { ReplicaId } from '../kit/ids.ts'
import type { FieldPatch, FieldShape } from './fields.ts'
import type { OpenReplicaOptions, Replica } from './replica.ts'

const shape: FieldShape = { title: 'value', count: 'value', notes: 'text', labels: 'set', steps: 'items' }
const id = 'sample_00000000000000000000000000' as ReplicaId

/** The rules of SPEC.md that hold for every implementation. `open` gets options with a fresh actor. */
export function replicaSuite(name: string, open: (options: OpenReplicaOptions) => Replica): void {
  let actors = 0
  const fresh = () => open({ id, shape, actor: (actors += 1).toString(16).padStart(32, '0') })
  const twin = (of: Replica) => {
    const other = fresh()
    other.apply([of.save()])
    return other
  }
  const recorded = (replica: Replica) => {
    const changes: Uint8Array[] = []
    replica.onLocalChange((change) => changes.push(change))
    return changes
  }
  const started = () => {
    const replica = fresh()
    replica.patch({
      title: 'Plan',
      count: 1,
      notes: 'The quick fox',
      labels: ['a'],
      steps: { s1: { text: 'one', done: false } },
    })
    return replica
  }
  /** Two copies of one replica, each patched, then both fed what the other did. */
  const meet = (left: FieldPatch, right: FieldPatch) => {
    const a = started()
    const b = twin(a)
    const [fromA, fromB] = [recorded(a), recorded(b)]
    a.patch(left)
    b.patch(right)
    a.apply(fromB)
    b.apply(fromA)
    expect(a.fields()).toEqual(b.fields())
    return { a, b }
  }

  describe(`${name} as a replica`, () => {
    it('[RE1] a save and the changes both rebuild the fields', () => {
      const a = started()
      a.patch({ count: 2 })
      const fromChanges = fresh()
      expect(fromChanges.apply(a.changes()).ok).toBe(true)
      expect(twin(a).fields()).toEqual(a.fields())
      expect(fromChanges.fields()).toEqual(a.fields())
      expect(a.fields()).toMatchObject({
        title: 'Plan',
        count: 2,
        labels: ['a'],
        steps: { s1: { text: 'one', done: false } },
      })
    })

    it('[RE2] local changes are told once, applied ones are not', () => {
      const a = fresh()
      const told = recorded(a)
      a.patch({ title: 'One' })
      a.patch({ title: 'Two' })
      expect(told).toHaveLength(2)
      const b = fresh()
      const heard = recorded(b)
      b.apply(told)
      expect(heard).toHaveLength(0)
      expect(b.fields().title).toBe('Two')
    })

    it('[RE3] a patch without effect makes no change', () => {
      const a = started()
      const told = recorded(a)
      a.patch({ title: 'Plan', labels: ['a'], notes: 'The quick fox', steps: { s1: { text: 'one', done: false } } })
      expect(told).toHaveLength(0)
    })

    it('[RE4] order and repetition do not matter', () => {
      const a = fresh()
      const told = recorded(a)
      a.patch({ title: 'One', notes: 'x' })
      a.patch({ labels: ['a', 'b'] })
      a.patch({ count: 3, notes: 'xy' })
      const b = fresh()
      b.apply([...told].reverse())
      b.apply([told[1]!, told[0]!, told[1]!])
      expect(b.fields()).toEqual(a.fields())
    })

    it('[RE5] concurrent writes of two fields both stay', () => {
      const { a } = meet({ title: 'Left' }, { count: 9 })
      expect(a.fields()).toMatchObject({ title: 'Left', count: 9 })
    })

    it('[RE6] concurrent additions to a set and to items all stay', () => {
      const { a } = meet(
        { labels: ['a', 'left'], steps: { s1: { text: 'one', done: true }, s2: { text: 'two', done: false } } },
        { labels: ['a', 'right'], steps: { s1: { text: 'uno', done: false }, s3: { text: 'three', done: false } } },
      )
      expect(a.fields().labels).toEqual(['a', 'left', 'right'])
      expect(a.fields().steps).toEqual({
        s1: { text: 'uno', done: true },
        s2: { text: 'two', done: false },
        s3: { text: 'three', done: false },
      })
    })

    it('[RE7] texts merge by character', () => {
      const { a } = meet({ notes: 'The very quick fox' }, { notes: 'The quick fox jumps' })
      expect(a.fields().notes).toBe('The very quick fox jumps')
    })

    it('[RE8] malformed bytes are refused and change nothing', () => {
      const a = started()
      const before = a.fields()
      expect(
        a.apply([new Uint8Array([133, 111, 74, 131, 1, 2, 3, 4, 1, 250, 250]), new Uint8Array([255, 255, 255, 255])])
          .ok,
      ).toBe(false)
      expect(a.fields()).toEqual(before)
      a.patch({ title: 'Still usable' })
      expect(twin(a).fields().title).toBe('Still usable')
    })

    it('[RE9] null removes a scalar and leaves the rest', () => {
      const a = started()
      a.patch({ count: null })
      expect(a.fields().count).toBeUndefined()
      expect(a.fields().title).toBe('Plan')
    })
  })
}
