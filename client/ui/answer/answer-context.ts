import { createContext, useContext } from 'react'
import type { ParsedAnswer } from './parse-answer.ts'

export interface AnswerPorts {
  /** Opens a screen of ours. */
  readonly open: (path: string) => void
  /** What a screen of ours shows, '' for no one thing; undefined: no link is made of it. Left out: all of them are links. */
  readonly nameAt?: ((path: string) => string | undefined) | undefined
  /** The address of an attachment that this person may see, on this device; left out: pictures are not shown. */
  readonly pictureOf?: ((hash: string) => Promise<string | undefined>) | undefined
}

interface AnswerParts extends AnswerPorts, Pick<ParsedAnswer, 'definitions'> {}

export const AnswerContext = createContext<AnswerParts | undefined>(undefined)

export function useAnswerParts(): AnswerParts {
  const parts = useContext(AnswerContext)
  if (!parts) throw new Error('the parts of an answer need an Answer around them')
  return parts
}
