import type { Replica } from '#shared/crdt/replica.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { restoreVersion } from '#shared/rooms/all-rooms.ts'
import { type NamedVersion, nameVersion, removeVersion, renameVersion, stateOf } from '#shared/rooms/versions/index.ts'
import { useBlobs, useRun } from '#client/replica/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useConfirm } from '#client/ui/confirm.tsx'
import { useText } from '#client/ui/i18n.tsx'
import type { Entry } from './entries.ts'
import { useMoments } from './use-moments.ts'

/** What a person does with the versions of a thing. */
export function useVersionActs(of: ReplicaId) {
  const t = useText('versions')
  const run = useRun()
  const announce = useAnnounce()
  const confirm = useConfirm()
  const blobs = useBlobs()
  const history = useShowHistory()
  const { momentOf } = useMoments()
  return {
    /** Asks first; afterwards the thing itself is on the screen. */
    restore: async (entry: Entry, copy: Replica): Promise<void> => {
      // Taken now: the copy lives as long as it is shown.
      const state = structuredClone(stateOf(copy))
      const when = momentOf(entry)
      const isSure = await confirm({
        title: t('restoreTitle', { when }),
        body: t('restoreText'),
        confirmLabel: t('restore'),
      })
      if (!isSure) return
      const outcome = await run(restoreVersion, { id: of, state }, { undoLabel: t('undoRestore') })
      if (!outcome.ok) return
      announce(t('restored', { when }), { undo: true })
      history.hide()
    },
    /** true: it is kept, with its state as a file of the workspace. */
    name: async (entry: Entry, copy: Replica, name: string): Promise<boolean> => {
      const bytes = copy.save() as Uint8Array<ArrayBuffer>
      const file = await blobs.put(new Blob([bytes], { type: 'application/octet-stream' }))
      if (!file.ok) {
        announce(t('nameFailed'), { tone: 'problem' })
        return false
      }
      const input = { of, name, blob: file.value, at: entry.to ?? 0 }
      const outcome = await run(nameVersion, input, { undoLabel: t('undoName') })
      if (!outcome.ok) return false
      announce(t('nameSaved', { name }), { undo: true })
      // The newest version shows also without being chosen; now the name is newer.
      history.choose(of, entry.key)
      return true
    },
    rename: async ({ id }: NamedVersion, name: string): Promise<boolean> =>
      (await run(renameVersion, { id, name }, { undoLabel: t('undoRename') })).ok,
    remove: async ({ id, value }: NamedVersion): Promise<void> => {
      const outcome = await run(removeVersion, { id }, { undoLabel: t('undoRemove') })
      if (!outcome.ok) return
      history.choose(of, undefined)
      announce(t('removed', { name: value.name }), { undo: true })
    },
  }
}
