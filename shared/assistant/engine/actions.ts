import { changeForms } from './change-words.ts'
import type { EngineContext } from './engine.ts'
import type { Form } from './forms.ts'
import { lifeForms } from './life-words.ts'
import { makingForms } from './making-words.ts'
import type { Reply } from './reply.ts'
import { sharingForms } from './sharing-words.ts'
import { timeForms } from './time-words.ts'

/** Those that say more come before those that would take the same words for less. */
const forms: readonly Form[] = [...makingForms, ...lifeForms, ...sharingForms, ...changeForms, ...timeForms]

/** Words that ask for something to be done, as what would be done. undefined: they do not. */
export function readAction(text: string, context: EngineContext): Reply | undefined {
  for (const { pattern, read } of forms) {
    const match = pattern.exec(text)
    const reply =
      match &&
      read(
        match.slice(1).map((group: string | undefined) => group?.trim() ?? ''),
        context,
      )
    if (reply) return reply
  }
  return undefined
}
