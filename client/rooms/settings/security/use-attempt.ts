import { useState } from 'react'
import type { Outcome } from '#shared/kit/outcome.ts'
import { useText } from '#client/ui/i18n.tsx'
import { securitySentence } from './security-sentence.ts'

/** Something that a person asks for and that may be refused: busy meanwhile, and a sentence when it was. */
export function useAttempt() {
  const t = useText('security')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  /** Whether it worked. What the person called off leaves no sentence. */
  const run = async (act: () => Promise<Outcome<string, unknown>>): Promise<boolean> => {
    setBusy(true)
    setProblem(undefined)
    const outcome = await act()
    setBusy(false)
    if (!outcome.ok && outcome.reason !== 'called-off') setProblem(securitySentence(t, outcome))
    return outcome.ok
  }
  return { problem, isBusy, run, say: setProblem }
}
