import { expect, it } from 'vitest'
import { readAddress } from './answer-address.ts'

const origin = 'https://nexus.example.org'
const read = (written: string) => readAddress(written, origin)

it('screens of ours are ours', () => {
  expect(read('/w/ws_1/documents/doc_2?x=1#part')).toEqual({ kind: 'ours', path: '/w/ws_1/documents/doc_2?x=1#part' })
  expect(read(`${origin}/w/ws_1/tasks`)).toEqual({ kind: 'ours', path: '/w/ws_1/tasks' })
})

it.each([
  ['//evil.example/w/x', 'https://evil.example/w/x'],
  ['/\\evil.example/w/x', 'https://evil.example/w/x'],
  ['\\\\evil.example', 'https://evil.example/'],
  ['https:evil.example/w/', 'outside'],
  ['https://nexus.example.org.evil.example/w/x', 'https://nexus.example.org.evil.example/w/x'],
  ['https://nexus.example.org@evil.example/w/x', 'https://nexus.example.org@evil.example/w/x'],
  ['http://nexus.example.org/w/x', 'http://nexus.example.org/w/x'],
  ['https://nexus.example.org:8443/w/x', 'https://nexus.example.org:8443/w/x'],
  ['https://аpple.com/', 'https://xn--pple-43d.com/'],
  ['mailto:eve@evil.example?body=all', 'mailto:eve@evil.example?body=all'],
])('%s is never taken for ours', (written, address) => {
  const found = read(written)
  // `https:path` without slashes is relative to a page of the same scheme.
  if (address === 'outside') expect(found.kind).not.toBe('ours')
  else expect(found).toEqual({ kind: 'outside', address })
})

it.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,<script>1</script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://nexus.example.org/1234',
  'blob:abc',
  '/api/session',
  '/w/../api/session',
  '/share/x',
  'https://me:secret@nexus.example.org/w/x',
  'documents/x',
  '#top',
  '',
  'http://',
])('%j leads nowhere', (written) => expect(read(written)).toEqual({ kind: 'nowhere' }))

it('attachments are named by their hash', () => {
  expect(read(`blob:${'a'.repeat(64)}`)).toEqual({ kind: 'attachment', hash: 'a'.repeat(64) })
})
