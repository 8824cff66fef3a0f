import { useCallback } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { folderType } from '#shared/rooms/documents/index.ts'
import { useEngine } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'

/** What a folder is called now; '' for the top level and for one that is gone. */
export function useFolderTitle(): (id: ReplicaId | undefined) => string {
  const t = useText('documents')
  const engine = useEngine()
  return useCallback(
    (id) => {
      const folder = id && engine.rows().get(folderType, id)
      return folder ? folder.value.title || t('untitled') : ''
    },
    [engine, t],
  )
}
