import type { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentNode } from '#shared/crdt/content.ts'
import { openYjsReplica, type YjsReplica } from '#shared/crdt/yjs/yjs-replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { contentExtensions } from './content/content-extensions.ts'
import { guardContent } from './content-guard.ts'
import { openReadingCopy } from './reading-copy.ts'
import { sharedTextExtension } from './shared-text-extension.ts'
import { openEditor } from './testing/open-editor.ts'

const id = 'document_00000000000000000000000000' as ReplicaId

const openReplica = () => openYjsReplica({ id, shape: { title: 'value' }, actor: '00'.repeat(16) })

const noSteps = { undo: () => {}, redo: () => {} }
const sharedText = ({ doc }: Pick<YjsReplica, 'doc'>) =>
  sharedTextExtension({ fragment: doc.getXmlFragment('content'), steps: noSteps, label: 'Typing' })

const editorOn = (replica: YjsReplica) => openEditor({ extensions: [...contentExtensions(), sharedText(replica)] })

/** Two people with an editor each, and a wire that a test moves. */
function twoPeople() {
  const sides = [openReplica(), openReplica()].map((replica) => {
    const sent: Uint8Array[] = []
    replica.onLocalChange((change) => sent.push(change))
    return { replica, sent, editor: editorOn(replica) }
  }) as [Side, Side]
  const meet = () => {
    const [a, b] = sides
    while (a.sent.length + b.sent.length > 0) {
      b.replica.apply(a.sent.splice(0))
      a.replica.apply(b.sent.splice(0))
    }
  }
  return { sides, meet }
}

interface Side {
  replica: YjsReplica
  sent: Uint8Array[]
  editor: Editor
}

it('two editors show the same after each typed apart, and both texts are there', () => {
  const { sides, meet } = twoPeople()
  const [a, b] = sides
  a.editor.commands.setContent('<h1>Plan</h1><p>The quick fox</p>')
  meet()
  expect(b.editor.getText()).toContain('The quick fox')
  a.editor.commands.insertContentAt(a.editor.state.doc.content.size - 1, ' jumps')
  b.editor.commands.insertContentAt(10, 'very ')
  meet()
  expect(a.editor.getJSON()).toEqual(b.editor.getJSON())
  expect(a.editor.getText()).toContain('jumps')
  expect(a.editor.getText()).toContain('very')
})

type Edit = { who: 0 | 1; what: number; at: number }
const edit: fc.Arbitrary<Edit> = fc.record({ who: fc.constantFrom<0 | 1>(0, 1), what: fc.nat(9), at: fc.nat(1000) })

function apply(editor: Editor, { what, at }: Edit): void {
  const size = editor.state.doc.content.size
  const place = 1 + (at % Math.max(1, size - 1))
  const near = (position: number) => TextSelection.near(editor.state.doc.resolve(Math.min(position, size))).from
  const [from, to] = [near(place), Math.max(near(place), near(place + 3))]
  const chain = editor.chain().setTextSelection(from)
  const steps = [
    () => chain.insertContent('word ').run(),
    () => chain.insertContent({ type: 'documentLink', attrs: { id: null, target: 'Elsewhere', embed: false } }).run(),
    () => chain.toggleTaskList().run(),
    () => chain.toggleBulletList().run(),
    () => chain.toggleBlockquote().run(),
    () => chain.toggleHeading({ level: 2 }).run(),
    () => chain.splitBlock().run(),
    () => chain.insertTable({ rows: 2, cols: 2, withHeaderRow: true }).run(),
    () => chain.setTextSelection({ from, to }).deleteSelection().run(),
    () => chain.toggleCodeBlock().run(),
  ]
  steps[what % steps.length]?.()
}

it('any edits by two people, met at any time, lead to one text that the schema accepts', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(edit, fc.constant('meet' as const)), { maxLength: 25 }), (steps) => {
      const { sides, meet } = twoPeople()
      for (const step of steps) {
        if (step === 'meet') meet()
        else apply(sides[step.who].editor, step)
      }
      meet()
      const [a, b] = sides
      expect(a.editor.getJSON()).toEqual(b.editor.getJSON())
      expect(a.replica.content()).toEqual(b.replica.content())
      a.editor.state.doc.check()
      a.editor.destroy()
      b.editor.destroy()
    }),
    { numRuns: 40 },
  )
})

const written: ContentNode[] = [
  { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Plan' }] },
  {
    type: 'taskList',
    content: [
      {
        type: 'taskItem',
        attrs: { checked: true },
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }],
      },
    ],
  },
  { type: 'rawMarkdown', attrs: { source: '$$x$$' } },
  {
    type: 'paragraph',
    content: [
      { type: 'documentLink', attrs: { target: 'A', embed: false, relative: false } },
      { type: 'text', text: 'bold', marks: [{ type: 'bold' }] },
    ],
  },
]

it('opening a text in the editor writes nothing', () => {
  const replica = openReplica()
  replica.writeContent(written)
  const told: Uint8Array[] = []
  replica.onLocalChange((change) => told.push(change))
  const editor = editorOn(replica)
  expect(editor.getText()).toContain('bold')
  expect(told).toHaveLength(0)
  expect(replica.content()).toEqual(written)
})

it('a part from a newer version is never deleted by the binding: the editor lets go before it sees it', () => {
  const [older, newer] = [openReplica(), openReplica()]
  older.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'known' }] }])
  newer.apply([older.save()])
  const guard = guardContent(older.doc, older.content())
  const editor = editorOn(older)
  guard.bind(() => editor.destroy())
  let heard = 0
  guard.subscribe(() => (heard += 1))
  expect(guard.isUnknown()).toBe(false)

  const sent: Uint8Array[] = []
  newer.onLocalChange((change) => sent.push(change))
  newer.writeContent([
    { type: 'paragraph', content: [{ type: 'text', text: 'known' }] },
    { type: 'blockquote', content: [{ type: 'chart', attrs: { kind: 'bars' } }] },
  ])
  const told: Uint8Array[] = []
  older.onLocalChange((change) => told.push(change))
  older.apply(sent)
  expect(guard.isUnknown()).toBe(true)
  expect(heard).toBe(1)
  expect(editor.isDestroyed).toBe(true)
  expect(told).toHaveLength(0)
  expect(older.content()).toEqual(newer.content())
})

it('a mark from a newer version is seen as well', () => {
  const [older, newer] = [openReplica(), openReplica()]
  const guard = guardContent(older.doc, [])
  guard.subscribe(() => undefined)
  newer.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'sparkle' }] }] }])
  older.apply([newer.save()])
  expect(guard.isUnknown()).toBe(true)
})

it('who only reads sees what is written, and what the binding mends stays with the reader', () => {
  const original = openReplica()
  original.writeContent(written)
  const told: Uint8Array[] = []
  original.onLocalChange((change) => told.push(change))
  const copy = openReadingCopy(original, original.doc)
  const stop = copy.subscribe(() => undefined)
  const reader = openEditor({ editable: false, extensions: [...contentExtensions(), sharedText(copy)] })

  const writer = openReplica()
  writer.apply([original.save()])
  const sent: Uint8Array[] = []
  writer.onLocalChange((change) => sent.push(change))
  // A list without items, as two merged deletions can leave it: the binding removes it where it sees it.
  writer.writeContent([{ type: 'paragraph', content: [{ type: 'text', text: 'news' }] }, { type: 'bulletList' }])
  original.apply(sent)
  expect(reader.getText()).toBe('news')
  expect(told).toHaveLength(0)
  expect(original.content()).toHaveLength(2)
  stop()
})
