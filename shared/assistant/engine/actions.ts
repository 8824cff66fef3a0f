import { changeForms } from './change-words.ts'
import { dependencyForms } from './dependency-words.ts'
import type { EngineContext } from './engine.ts'
import { firstReading, type Form } from './forms.ts'
import { lifeForms } from './life-words.ts'
import { makingForms } from './making-words.ts'
import type { Reply } from './reply.ts'
import { severalForms } from './several-words.ts'
import { sharingForms } from './sharing-words.ts'
import { timeForms } from './time-words.ts'

/** Those that say more come before those that would take the same words for less. */
const forms: readonly Form[] = [
  ...dependencyForms,
  ...severalForms,
  ...makingForms,
  ...lifeForms,
  ...sharingForms,
  ...changeForms,
  ...timeForms,
]

/** Words that ask for something to be done, as what would be done. undefined: they do not. */
export function readAction(text: string, context: EngineContext): Reply | undefined {
  return firstReading(forms, text, context)
}
