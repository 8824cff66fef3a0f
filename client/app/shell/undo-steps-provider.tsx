import { type ReactNode, useMemo } from 'react'
import { type UndoStep, useEngine } from '#client/replica/index.ts'
import { type Things, useThings } from '#client/rooms/things.ts'
import { type UndoSteps, UndoStepsContext } from '#client/rooms/undo-steps.ts'
import { type Announce, useAnnounce } from '#client/ui/announce.tsx'
import { type Text, useText } from '#client/ui/i18n.tsx'

/** Undo and redo for keys, buttons and menus everywhere. */
export function UndoStepsProvider({ children }: { children: ReactNode }) {
  const engine = useEngine()
  const things = useThings()
  const announce = useAnnounce()
  const t = useText('shell')
  const steps = useMemo<UndoSteps>(() => {
    const say = (side: Side, step: UndoStep | undefined, hasMoved: boolean) => {
      if (!step) return announce(t(`undo.${side}Nothing`))
      // What happens to a text under one's eyes needs no words.
      if (!step.isEdit || hasMoved) tell({ t, announce, things }, side, step)
    }
    const take = async (side: Side) => {
      let hasMoved = false
      const step = await engine[side]({ goTo: (thing) => (hasMoved = things.open(thing)) })
      say(side, step, hasMoved)
    }
    return { undo: () => void take('undo'), redo: () => void take('redo') }
  }, [engine, things, announce, t])
  return <UndoStepsContext value={steps}>{children}</UndoStepsContext>
}

type Side = 'undo' | 'redo'

interface Telling {
  t: Text<'shell'>
  announce: Announce
  things: Things
}

function tell({ t, announce, things }: Telling, side: Side, { label, thing, isEdit }: UndoStep): void {
  const title = thing && things.titleOf(thing)
  const message =
    label === undefined
      ? t(`undo.${side}Plain`)
      : title
        ? t(`undo.${side}In`, { what: label, title })
        : t(`undo.${side}`, { what: label })
  const isElsewhere = !isEdit && thing !== undefined && title !== undefined && things.linkOf(thing) !== undefined
  announce(message, isElsewhere ? { action: { label: t('undo.show'), run: () => void things.open(thing) } } : {})
}
