import { expect, it } from 'vitest'
import type { ContentNode } from '#shared/crdt/content.ts'
import { contentMarks, contentNodes } from '#shared/rooms/documents/index.ts'
import { contentHtml, filesIn } from './share-content.ts'

const hash = 'a'.repeat(64)
const html = (...nodes: ContentNode[]) => contentHtml(nodes, (file) => `/share/t/files/${file}`)
const text = (words: string, ...marks: ContentNode['marks'] & object) => ({ type: 'text', text: words, marks })

it('says what a document says', () => {
  expect(
    html(
      { type: 'heading', attrs: { level: 1 }, content: [text('Plan')] },
      { type: 'paragraph', content: [text('bold', { type: 'bold' }), text(' & plain'), { type: 'hardBreak' }] },
      { type: 'taskList', content: [{ type: 'taskItem', attrs: { checked: true }, content: [] }] },
      { type: 'orderedList', attrs: { start: 3 }, content: [{ type: 'listItem', content: [] }] },
    ),
  ).toBe(
    '<h2>Plan</h2><p><strong>bold</strong> &amp; plain<br></p>' +
      '<ul class="tasks"><li><span class="box" role="img" aria-label="done">☑</span><div></div></li></ul><ol start="3"><li></li></ol>',
  )
})

const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'

it('lets nothing that was written run or break out, in any kind of node, mark or attribute', () => {
  const attrs = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, hostile]))
  const marks = Object.entries(contentMarks).map(([type, names]) => ({ type, attrs: attrs(names) }))
  const inside = [{ type: 'text', text: hostile, marks }]
  const nodes = Object.entries(contentNodes).map(([type, { attrs: names }]) => ({
    type,
    attrs: attrs(names),
    content: inside,
  }))
  const made = html(...nodes, { type: 'script', content: inside }, { type: hostile, attrs: { href: hostile } })
  expect(made).not.toMatch(/<script|<img src=x|<[^>]*\son\w+=/i)
  // Every tag is of the list, every attribute one that is written here.
  const tags = [...made.matchAll(/<\/?([^\s>]+)([^>]*)>/g)]
  expect(new Set(tags.map(([, tag]) => tag))).toEqual(
    new Set('p,h2,ul,ol,li,span,div,blockquote,pre,code,hr,table,tr,th,td,br,strong,em,s,u,mark'.split(',')),
  )
  expect(tags.every(([, , rest]) => /^( (class|role|aria-label|start|tabindex)="[^"<>]*")*$/.test(rest ?? ''))).toBe(
    true,
  )
})

it.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '/api/session',
  '//evil.example',
  'nexus:x',
])('makes no link of %s', (href) => {
  expect(html(text('words', { type: 'link', attrs: { href } }))).toBe('words')
  expect(html({ type: 'image', attrs: { src: href, alt: 'words' } })).toBe('words')
})

it('leads out with links that tell nobody where from, and loads pictures of this server alone', () => {
  const rel = 'rel="noopener noreferrer nofollow ugc"'
  const link = { type: 'link', attrs: { href: 'https://example.org/?a=1&b=2' } }
  expect(html(text('out', link))).toBe(`<a href="https://example.org/?a=1&amp;b=2" ${rel}>out</a>`)
  expect(html({ type: 'image', attrs: { src: 'https://example.org/x.png', alt: 'there' } })).toBe(
    `<a href="https://example.org/x.png" ${rel}>there</a>`,
  )
  const image = { type: 'image', attrs: { src: `blob:${hash}`, alt: 'here' } }
  expect(html(image)).toBe(`<img src="/share/t/files/${hash}" alt="here" loading="lazy">`)
  expect(filesIn([{ type: 'paragraph', content: [image] }])).toEqual(new Set([hash]))
  // Where a link within the workspace leads is not theirs to know.
  const inner = { type: 'documentLink', attrs: { id: 'document_secret', target: 'Other', label: null } }
  expect(html(inner)).toBe('<span class="ref">Other</span>')
})
