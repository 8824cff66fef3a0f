import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../data-folder.ts'

export interface Example {
  readonly sentence: string
  readonly isAction: boolean
}

/** undefined: the data is not on this machine. */
export function readExamples(): readonly Example[] | undefined {
  const path = join(dataFolder(), 'action-items.tsv')
  if (!existsSync(path)) return undefined
  return examplesIn(readFileSync(path, 'utf8'))
}

/** `Yes` or `No`, a tab, the sentence. */
export function examplesIn(lines: string): readonly Example[] {
  return lines.split('\n').flatMap((line) => {
    const [label, sentence] = line.split('\t')
    return sentence ? [{ sentence, isAction: label === 'Yes' }] : []
  })
}

/** A fifth, by the sentence itself: it never moves, and what occurs twice is on one side. */
export function isHeldOut({ sentence }: Example): boolean {
  return hashOf(sentence) % 5 === 0
}

export function foldOf({ sentence }: Example, folds: number): number {
  return Math.floor(hashOf(sentence) / 5) % folds
}

function hashOf(sentence: string): number {
  let hash = 0x811c9dc5
  for (const unit of sentence
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim())
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return (hash ^ (hash >>> 13)) >>> 0
}
