import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Page {
  readonly title: string
  readonly lines: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The sections of the project's own manuals and decisions: prose about many things, by the same hands. */
export function ownPages(minLines: number): readonly Page[] {
  const files = globSync(['docs/*.md', '*/DECISIONS.md', '*/*/DECISIONS.md', 'shared/*/SPEC.md'], { cwd: root }).sort()
  return files.flatMap((file) => sectionsOf(readFileSync(`${root}/${file}`, 'utf8'), file)).filter(isLong)
  function isLong({ lines }: Page): boolean {
    return lines.length >= minLines
  }
}

function sectionsOf(text: string, file: string): readonly Page[] {
  return text.split(/^(?=#{1,3} )/m).map((part, at) => {
    const [first = '', ...rest] = part.split('\n')
    return { title: `${file} ${at} ${first}`, lines: rest.filter((line) => /\p{L}{3}/u.test(line)) }
  })
}
