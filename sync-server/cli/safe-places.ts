import { join } from 'node:path'
import { safekeepingOf } from '#server/app/config.ts'
import type { KeySource } from '#server/storage/key-ring.ts'
import { checkpointFile, keyFile } from '#server/storage/sqlite/data-files.ts'
import { dataFolderOf } from './data-words.ts'

/** Where a server finds its data, its keys and the checkpoints of its audit logs. */
export interface SafePlaces {
  readonly dataFolder: string
  /** As the operator has set it. */
  readonly serverKeys: Partial<KeySource> | undefined
  readonly keys: KeySource
  readonly checkpoints: string
}

/** undefined, and told, when the settings are wrong. */
export async function safePlacesOf(data: string | undefined, env: NodeJS.ProcessEnv): Promise<SafePlaces | undefined> {
  const dataFolder = await dataFolderOf(data, env)
  if (dataFolder === undefined) return undefined
  const { serverKeys, checkpointFile: named } = safekeepingOf(env)
  const isSet = serverKeys?.text !== undefined || serverKeys?.file !== undefined
  return {
    dataFolder,
    serverKeys: isSet ? serverKeys : undefined,
    keys: { text: serverKeys?.text, file: serverKeys?.file ?? join(dataFolder, keyFile) },
    checkpoints: named ?? join(dataFolder, checkpointFile),
  }
}
