import fc from 'fast-check'
import { pictureHash } from './one-picture.ts'
import type { ContentMark, ContentNode } from '../../../../crdt/content.ts'

/** Trees that the editor could hold, with the characters that Markdown cares about. */
const word = fc.constantFrom(
  'a',
  'word',
  'Ünï',
  '日本',
  'שלום',
  '👩‍👩‍👧',
  '#',
  '##',
  '#tag',
  '-',
  '--',
  '---',
  '+',
  '*',
  '**',
  '_',
  '__',
  'a_b',
  '`',
  '``',
  '~',
  '~~',
  '~~~',
  '=',
  '==',
  '===',
  '>',
  '>>',
  '1.',
  '12)',
  '[',
  ']',
  '[x]',
  '[ ]',
  '[[',
  ']]',
  '[[a]]',
  '![',
  '(',
  ')',
  '](',
  '[a](b)',
  '[^1]',
  '<',
  '<b>',
  '</b>',
  '<!--',
  '&',
  '&amp;',
  '&#35;',
  '|',
  '| a |',
  ':--',
  ':::',
  ':',
  '!',
  '\\',
  '\\\\',
  '$',
  '$x$',
  '$$',
  '%%',
  '%',
  '^',
  '^id',
  'http://x.y',
  'https://example.org/a_b*c',
  'www.x.y',
  'me@x.org',
  '"',
  "'",
  '.',
  '!',
  '\u00a0',
  'snake_case_',
  '{a}',
  '+++',
  '[def]',
)
const text = fc
  .array(fc.tuple(word, fc.constantFrom('', ' ', ' ', '  ', '\n', '\t')), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.map(([one, gap]) => one + gap).join(''))

const mark: fc.Arbitrary<ContentMark> = fc.oneof(
  fc.constantFrom('bold', 'italic', 'strike', 'underline', 'highlight', 'code').map((type) => ({ type })),
  fc
    .record({
      href: fc.constantFrom(
        'https://x.y/z',
        'a b',
        'u(v',
        '#part',
        '',
        '/x_y?a=$b',
        'mailto:me@x.org',
        'http://x.y',
        'x\\',
        'a==b==c',
      ),
      title: fc.option(fc.constantFrom('title', 'a "b"', 'x\\'), { nil: undefined }),
    })
    .map(({ href, title }) => ({ type: 'link', attrs: { href, ...(title && { title }) } })),
)
const marks = fc.uniqueArray(mark, { maxLength: 3, selector: ({ type }) => type })

const inlineNode: fc.Arbitrary<ContentNode> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(text, marks)
      .map(([one, all]) => ({ type: 'text', text: one, ...(all.length > 0 && { marks: all }) })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ContentNode>({ type: 'hardBreak' }, { type: 'hardBreak', attrs: { soft: true } }),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        target: fc.constantFrom('Note', 'Folder/Note#Part', 'a b.md', 'x|y', '../ü.md'),
        label: fc.option(text, { nil: undefined }),
        relative: fc.boolean(),
        embed: fc.boolean(),
      })
      .map(({ target, label, relative, embed }) => ({
        type: 'documentLink',
        attrs: { target, ...(label && { label }), ...(relative && { relative }), ...(embed && { embed }) },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({
        src: fc.constantFrom('https://x.y/z.png', `blob:${pictureHash}`),
        alt: fc.option(text, { nil: undefined }),
        wiki: fc.boolean(),
      })
      .map(({ src, alt, wiki }) => ({
        type: 'image',
        attrs: { src, ...(alt && { alt }), name: 'pic.png', ...(wiki && { wiki }) },
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('<kbd>', '$x_1$', '%%hidden%%', '[^1]', '<br>')
      .map((source) => ({ type: 'rawInline', attrs: { source } })),
  },
)
const inline = fc.array(inlineNode, { maxLength: 5 })

const paragraph: fc.Arbitrary<ContentNode> = inline.map((content) => ({ type: 'paragraph', content }))
const leaf: fc.Arbitrary<ContentNode> = fc.oneof(
  { weight: 4, arbitrary: paragraph },
  {
    weight: 1,
    arbitrary: fc
      .tuple(inline, fc.integer({ min: 1, max: 6 }))
      .map(([content, level]) => ({ type: 'heading', attrs: { level }, content })),
  },
  { weight: 1, arbitrary: fc.constant<ContentNode>({ type: 'horizontalRule' }) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        language: fc.constantFrom('', 'js', 'a`b', 'c++', 'x y'),
        meta: fc.constantFrom('', 'title="a"', '`'),
        code: fc.constantFrom('', 'a', '```', '~~~\n```', '  a\n\n\tb ', '$$\n%%', '[[a]] ==b==', '\n'),
      })
      .map(({ language, meta, code }) => ({
        type: 'codeBlock',
        attrs: { ...(language && { language }), ...(meta && { meta }) },
        ...(code && { content: [{ type: 'text', text: code }] }),
      })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        '<div>\nx\n</div>',
        '$$\nx\n$$',
        '> [!note] A\n> b',
        '%%\na\n\nb\n%%',
        '[def]: /url "t"',
        '[^1]: note',
        ':::tip\na\n:::',
        '<!-- c -->',
      )
      .map((source) => ({ type: 'rawMarkdown', attrs: { source } })),
  },
)

const table = (cell: fc.Arbitrary<ContentNode>): fc.Arbitrary<ContentNode> =>
  fc
    .array(
      fc.array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 2 }), fc.constantFrom(null, 'left', 'right')), {
        minLength: 1,
        maxLength: 3,
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((rows) => ({
      type: 'table',
      content: rows.map((row, index) => ({
        type: 'tableRow',
        content: row.map(([content, align]) => ({
          type: index === 0 ? 'tableHeader' : 'tableCell',
          attrs: { ...(align && { align }) },
          content,
        })),
      })),
    }))

const { block } = fc.letrec<{ block: ContentNode; item: ContentNode; task: ContentNode }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('block'), { minLength: 1, maxLength: 3 })
        .map((content) => ({ type: 'blockquote', content })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('item'), { minLength: 1, maxLength: 3 })
        .map((content) => ({ type: 'bulletList', content })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.array(tie('item'), { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 0, 7))
        .map(([content, start]) => ({ type: 'orderedList', attrs: { start }, content })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('task'), { minLength: 1, maxLength: 3 })
        .map((content) => ({ type: 'taskList', content })),
    },
    { weight: 1, arbitrary: table(paragraph) },
  ),
  item: fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((content) => ({ type: 'listItem', content })),
  task: fc
    .tuple(fc.array(tie('block'), { minLength: 1, maxLength: 2 }), fc.boolean())
    .map(([content, checked]) => ({ type: 'taskItem', attrs: { checked }, content })),
}))

export const anyContent: fc.Arbitrary<readonly ContentNode[]> = fc.array(block, { maxLength: 5 })
