import { useCallback } from 'react'
import type { Outcome, Refused } from '#shared/kit/outcome.ts'
import type { Command } from '#shared/rooms/room.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { type Text, useText } from '#client/ui/i18n.tsx'
import type { EngineRefusal } from '../engine-contract.ts'
import { refusalKey } from '../messages.ts'
import { useEngine } from './engine-context.tsx'

export interface UseRunOptions {
  /** The caller tells refusals and faults itself. */
  readonly quiet?: boolean
  /** What the undo step is called: "Complete task". */
  readonly undoLabel?: string
}

export type Run = <Input, Reason extends string, Answer>(
  /** A promise: of one that is fetched when it is asked for. */
  command: Command<Input, Reason, Answer> | Promise<Command<Input, Reason, Answer>>,
  input: NoInfer<Input>,
  options?: UseRunOptions,
) => Promise<Outcome<Reason | EngineRefusal, Answer>>

/** Runs a command in the current workspace: one transaction, one undo step. Refusals and faults are also told on the screen. */
export function useRun(): Run {
  const engine = useEngine()
  const announce = useAnnounce()
  const t = useText('replica')
  return useCallback<Run>(
    async (command, input, { quiet = false, undoLabel } = {}) => {
      try {
        const outcome = await engine.run(await command, input, undoLabel === undefined ? {} : { undoLabel })
        if (!outcome.ok && !quiet) announce(sentenceOf(t, outcome), { tone: 'problem' })
        return outcome
      } catch (fault) {
        if (!quiet) announce(t('refusal.fault'), { tone: 'problem' })
        throw fault
      }
    },
    [engine, announce, t],
  )
}

function sentenceOf(t: Text<'replica'>, { reason, detail }: Refused<string>): string {
  const key = refusalKey(reason)
  return key === undefined ? t('refusal.other', { detail: detail ?? reason }) : t(`refusal.${key}`)
}
