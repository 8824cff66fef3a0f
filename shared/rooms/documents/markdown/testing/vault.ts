import { strToU8 } from 'fflate'

/** A picture of one pixel, in the colour of `shade`. */
export function tinyPng(shade: number): Uint8Array {
  const base = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21, 196,
    137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 240, 31, 0, 5, 0, 1, 255, 137, 153, 61, 29, 0, 0, 0,
    0, 73, 69, 78, 68, 174, 66, 96, 130,
  ]
  return Uint8Array.from([...base, shade])
}

/** Names as people write them, in many scripts. */
const scripts: readonly (readonly [folder: string, names: readonly string[]])[] = [
  ['Français', ['Été à la mer', 'Cœur brisé', "L'œuvre", 'Garçon']],
  ['Русский', ['Привет мир', 'Задачи', 'Ёлка']],
  ['Ελληνικά', ['Καλημέρα', 'Σημειώσεις']],
  ['العربية', ['مرحبا بالعالم', 'ملاحظات']],
  ['עברית', ['שלום עולם', 'רשימה']],
  ['日本語', ['会議メモ', '買い物リスト']],
  ['中文', ['你好世界', '项目计划']],
  ['한국어', ['안녕하세요', '할 일']],
  ['Emoji 🎉', ['🚀 Launch', '👩‍👩‍👧 Family', 'Plan ✅']],
]

const kitchenSink = `---
title: Everything at once
tags:
  - Reference
  - project/alpha
aliases: [Sink, "All: of it"]
created: 2024-03-01 09:30
cssclasses: wide   # kept as it is
nested:
  a: 1
---
# Everything at once

A paragraph with **bold**, *italic*, ***both***, ~~struck~~, ==marked==, \`code\`, \`\`co\`de\`\`, <u>under</u> and <kbd>Ctrl</kbd>.
Hard  \nbreak, soft
break, an entity &copy;, an escape \\*not italic\\* and #inline/tag.

Links: [[Target]], [[Target|a label]], [[Target#Part one]], [[Folder/Deep note]], [[nowhere at all]], [rel](Folder/Deep%20note.md),
[rel with part](Folder/Deep%20note.md#part "a title"), [**bold** label](./Target.md), [up](../outside.md), [web](https://example.org/a_b "t"),
<https://example.org>, https://example.org/bare and me@example.org, [ref][r], ![[Target]] and ![[pic.png|200]].

![A picture](assets/pic.png "caption") ![](assets/pic%20two.png) ![gone](assets/gone.png) [the plan](assets/plan.pdf) ![[plan.pdf]]

[r]: https://example.org/ref 'Ref'

- [ ] open task
- [x] done task
  - [ ] inner task with [[Target]]
- plain item

1. one
2. two
   1. inner
   2. \`\`\`js
      code()
      \`\`\`

7) seven
8) eight

* loose

  second paragraph

> quote with **bold**
>
> > nested
> > - list

> [!warning]+ Callout title
> Body with [[Target]] and *style*.
>
> - item

| Left | Center | Right | Plain |
| :--- | :----: | ----: | ----- |
| a | **b** | \`c\\|d\` | [[Target\\|t]] |
| x<br>y | | 1 | \\| |

\`\`\`ts title="x.ts" {1,3}
const a = '\`\`\`'
\`\`\`

~~~~
~~~
tilde
~~~~

    indented code

Math $e^{i\\pi} + 1 = 0$ costs $5 and $6, block:

$$
\\sum_{i=0}^{n} i
- not a list
$$

%% inline comment %% text

%%
block comment

over lines
%%

A note[^1] and another[^long] and inline^[like this].

[^1]: First note.
[^long]: Long note

    with a second paragraph.

<details>
<summary>HTML</summary>

Inside *markdown*.

</details>

<!-- a comment -->

:::tip Title
A directive with **bold**.
:::

Setext one
==========

Setext two
----------

Text with a block id ^abc-123

***

Term at the end\\
after a backslash break.
`

export interface VaultOptions {
  /** CommonMark's examples, each becomes a note. */
  readonly examples: readonly { readonly markdown: string; readonly section: string }[]
  /** Of the large text file. */
  readonly largeBytes?: number
}

/** A vault as people have them, with everything that an importer stumbles over. Path → bytes, always the same. */
export function makeVault({ examples, largeBytes = 10_000_000 }: VaultOptions): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const text = (path: string, content: string) => files.set(path, strToU8(content))
  text('Everything.md', kitchenSink)
  text('Target.md', '# Target\n\n## Part one\n\nBack to [[Everything]].\n')
  text('Folder/Deep note.md', 'Up: [target](../Target.md), [[Everything at once]], [[Target]].\n')
  text('Folder/Target.md', 'Another of the same name; [[Target]] here is this one.\n')
  files.set('assets/pic.png', tinyPng(1))
  files.set('assets/pic two.png', tinyPng(2))
  files.set('assets/plan.pdf', strToU8('%PDF-1.4 not really'))
  files.set('assets/nobody.bin', Uint8Array.from([1, 2, 3]))
  addOdd(files, text, largeBytes)
  addScripts(text)
  addNotion(text, files)
  addJournal(text)
  for (const [index, { markdown, section }] of examples.entries()) {
    text(`CommonMark/${section.replaceAll('/', '-')}/Example ${String(index + 1).padStart(3, '0')}.md`, markdown)
  }
  return files
}

/** Encodings, sizes and files that only look like notes. */
function addOdd(
  files: Map<string, Uint8Array>,
  text: (path: string, content: string) => void,
  largeBytes: number,
): void {
  text('Odd/Empty.md', '')
  text('Odd/Only spaces.md', ' \n\t\n')
  text('Odd/Windows lines.md', '# Title\r\n\r\none\r\ntwo\r\n')
  files.set('Odd/With mark.md', Uint8Array.from([0xef, 0xbb, 0xbf, ...strToU8('# Mark\n\nÄ\n')]))
  files.set('Odd/Utf 16.md', utf16('# Sixteen\n\nПривет 👋\n'))
  files.set('Odd/Latin.md', Uint8Array.from([...strToU8('# Caf'), 0xe9, 10, 10, 0x80, 32, 0x93, 0x61, 0x94, 10]))
  files.set(
    'Odd/Garbage.md',
    Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256),
  )
  text('Odd/Broken front.md', '---\ntitle: [unclosed\ntags: a: b\n---\nText.\n')
  text('Odd/Rule first.md', '---\n\nA rule, not a front matter.\n\n---\n')
  text('Odd/C# & 100% [odd] name.md', 'Linked by address only.\n')
  text('Odd/Links to odd.md', '[odd](C%23%20%26%20100%25%20%5Bodd%5D%20name.md) and [[C# & 100% odd]]\n')
  const line = 'A line of a large file that somebody keeps as a log, with **bold** and [[Target]].\n\n'
  files.set('Odd/Large.md', strToU8(line.repeat(Math.ceil(largeBytes / line.length))))
  text('.obsidian/app.json', '{}')
  text('.trash/Old.md', 'thrown away')
  text('__MACOSX/._Target.md', 'x')
}

function addScripts(text: (path: string, content: string) => void): void {
  for (const [folder, names] of scripts) {
    for (const [index, name] of names.entries()) {
      const next = names[(index + 1) % names.length]!
      text(
        `${folder}/${name}.md`,
        `# ${name}\n\n[[${next}]] · [${next}](${encodeURIComponent(next)}.md) · [[${name.normalize('NFD')}]]\n`,
      )
    }
  }
}

function addNotion(text: (path: string, content: string) => void, files: Map<string, Uint8Array>): void {
  const id = (digit: string) => digit.repeat(32)
  text(
    `Notion/Project ${id('a')}.md`,
    `# Project\n\n[Sub page](Project%20${id('a')}/Sub%20page%20${id('b')}.md)\n\n[Tasks](Project%20${id('a')}/Tasks%20${id('c')}.csv)\n\n![image.png](Project%20${id('a')}/image.png)\n`,
  )
  text(
    `Notion/Project ${id('a')}/Sub page ${id('b')}.md`,
    `# Sub page\n\nCreated: March 1, 2024\nTags: a, b\n\nBack to [Project](../Project%20${id('a')}.md)\n`,
  )
  text(`Notion/Project ${id('a')}/Tasks ${id('c')}.csv`, 'Name,Done\nOne,Yes\n')
  text(
    `Notion/Project ${id('a')}/Tasks ${id('c')}_all.csv`,
    'Name,Done,Notes\nOne,Yes,"a, ""b"""\nTwo,No,"line\nbreak"\n',
  )
  files.set(`Notion/Project ${id('a')}/image.png`, tinyPng(3))
}

/** Daily notes that link to each other: the bulk of most vaults. */
function addJournal(text: (path: string, content: string) => void): void {
  for (let day = 1; day <= 90; day += 1) {
    const date = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10)
    const before = new Date(Date.UTC(2026, 0, day - 1)).toISOString().slice(0, 10)
    text(
      `Journal/${date.slice(0, 7)}/${date}.md`,
      `---\ntags: [daily]\ndate: ${date}\n---\n← [[${before}]]\n\n- [${day % 3 === 0 ? 'x' : ' '}] Task ${day} #todo\n- Met *Ada* about [[Target]] and [[Everything|all]]\n\n| h | v |\n| --- | ---: |\n| ${day} | ${day * 2} |\n`,
    )
  }
}

function utf16(text: string): Uint8Array {
  const bytes = [0xff, 0xfe]
  for (let at = 0; at < text.length; at += 1) bytes.push(text.charCodeAt(at) & 255, text.charCodeAt(at) >> 8)
  return Uint8Array.from(bytes)
}
