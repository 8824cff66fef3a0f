import { ChangeSet, simplifyChanges, type TokenEncoder } from '@tiptap/pm/changeset'
import { type Node, Schema } from '@tiptap/pm/model'
import { StepMap } from '@tiptap/pm/transform'
import { wholeWords } from './whole-words.ts'

/** Characters of one format. Something that is no text is one character, with its own format. */
export interface FormattedRun {
  readonly text: string
  readonly format: string
}

/** What stands at `fromA` to `toA` in the one text and at `fromB` to `toB` in the other; either may be empty. */
export interface ChangedSpan {
  readonly fromA: number
  readonly toA: number
  readonly fromB: number
  readonly toB: number
}

export type CompareRuns = typeof changedSpans

const schema = new Schema({
  nodes: { doc: { content: 'text*' }, text: {} },
  marks: { format: { attrs: { is: {} } } },
})

const encoder: TokenEncoder<string> = {
  encodeCharacter: (character, [format]) => `${character} ${format?.attrs.is ?? ''}`,
  encodeNodeStart: ({ type }) => type.name,
  encodeNodeEnd: ({ type }) => type.name,
  compareTokens: (one, other) => one === other,
}

/** Where two lines of text differ, in whole words. */
export function changedSpans(before: readonly FormattedRun[], after: readonly FormattedRun[]): readonly ChangedSpan[] {
  const [one, other] = [lineOf(before), lineOf(after)]
  const whole = new StepMap([0, one.content.size, other.content.size])
  const { changes } = ChangeSet.create(one, undefined, encoder).addSteps(other, [whole], 0)
  return wholeWords(simplifyChanges(changes, other), before, after)
}

function lineOf(runs: readonly FormattedRun[]): Node {
  const texts = runs.flatMap(({ text, format }) => {
    if (text === '') return []
    return schema.text(text, format === '' ? [] : [schema.mark('format', { is: format })])
  })
  return schema.node('doc', null, texts)
}
