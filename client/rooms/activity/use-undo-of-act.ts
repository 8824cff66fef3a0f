import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import type { ActivityItem } from '#shared/protocol/rest-activity.ts'
import { takeBack } from '#shared/rooms/all-rooms.ts'
import type { TakeBackInput } from '#shared/rooms/versions/index.ts'
import { useRun, useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { takeAccessBack } from '../access-back.ts'
import { useShowHistory } from '../history-address.ts'
import { callServer } from '../rest.ts'

interface UndoTelling {
  taken: () => void
  /** What people call whoever was let in. */
  whomOf: (whom: string) => string
}

/** Then there is nothing left of it. */
const isOver: ReadonlySet<string> = new Set(['changed-meanwhile', 'nothing-to-take-back'])

/**
 * Takes back an act of the assistant, or an own one: the server says what it was before, and this device writes it, as one step that can be undone
 * itself. What reached beyond the workspace is taken back by the server. `taken`: what could be taken back has been.
 */
export function useUndoOfAct(
  item: ActivityItem,
  { taken, whomOf }: UndoTelling,
): { undo: () => Promise<void>; isUnderWay: boolean } {
  const t = useText('activity')
  const { id: workspace } = useWorkspace()
  const run = useRun()
  const announce = useAnnounce()
  const history = useShowHistory()
  const [isUnderWay, setUnderWay] = useState(false)

  const undoLabel = t(item.assistant ? 'undoStep' : 'undoOwnStep')
  const titleOf = (id: ReplicaId) => item.things.find((thing) => thing.id === id)?.title.trim() || t('untitled')
  const toHistory = (id: ReplicaId | undefined) =>
    id === undefined ? {} : { action: { label: t('history'), run: () => history.show(id) } }
  const fail = (sentence: string, about?: ReplicaId) => announce(sentence, { tone: 'problem', ...toHistory(about) })

  const undo = async () => {
    setUnderWay(true)
    try {
      await (item.outward ? closeAgain(item.outward) : takeItBack())
    } catch (fault) {
      console.error('An act of the assistant could not be taken back', fault)
      fail(t('undoFailed'))
    } finally {
      setUnderWay(false)
    }
  }
  const closeAgain = async ({ whom, before }: NonNullable<ActivityItem['outward']>) => {
    const outcome = await takeAccessBack({ workspace, thing: item.things[0]?.id, whom, before })
    if (!outcome.ok) return fail(outcome.reason === 'not-allowed' ? t('notShared') : sentenceOf(outcome.reason))
    taken()
    return announce(t('accessUndone', { whom: whomOf(whom) }))
  }
  const takeItBack = async () => {
    const [first] = item.things
    const steps = await callServer<TakeBackInput>(`workspaces/${workspace}/activity/${item.id}/undo`)
    if (!steps.ok) return fail(sentenceOf(steps.reason), steps.reason === 'history-gone' ? first?.id : undefined)
    const outcome = await run(takeBack, steps.value, { quiet: true, undoLabel })
    if (outcome.ok || isOver.has(outcome.reason)) taken()
    if (outcome.ok) {
      const { changed, kept } = outcome.value
      const [stays] = kept
      if (!stays) return announce(t('undone', { count: changed.length }), { undo: true })
      return fail(t('undonePartly', { count: changed.length, title: titleOf(stays.id) }), stays.id)
    }
    if (outcome.reason !== 'changed-meanwhile') return fail(sentenceOf(outcome.reason))
    return first && fail(t('changedSince', { title: titleOf(first.id) }), first.id)
  }
  const sentenceOf = (reason: string) => {
    if (reason === 'unreachable') return t('undoOffline')
    if (reason === 'history-gone') return t('historyGone')
    if (reason === 'nothing-to-take-back') return t('nothingLeft')
    return reason === 'read-only' || reason === 'not-found' ? t('notAllowed') : t('undoFailed')
  }
  return { undo, isUnderWay }
}
