import { type ReplicaId, typeOf } from '../kit/ids.ts'
import { conversationType, proposalType } from './assistant/index.ts'
import { contextType } from './context/index.ts'
import { documentType, folderType } from './documents/index.ts'
import { ideaType } from './ideas/index.ts'
import type { AnyReplicaType } from './room.ts'
import { projectType, taskType } from './tasks/index.ts'
import { versionType } from './versions/index.ts'
import { boardType } from './whiteboards/index.ts'

/** The types of all rooms, without their commands: what keeps and shows things needs no more, and on a device it is loaded first. */
export const allTypes: readonly AnyReplicaType[] = [
  documentType,
  folderType,
  ideaType,
  taskType,
  projectType,
  boardType,
  contextType,
  versionType,
  conversationType,
  proposalType,
]

const types = new Map(allTypes.map((type) => [type.name, type]))

export function typeNamed(name: string): AnyReplicaType | undefined {
  return types.get(name)
}

export function typeOfReplica(id: ReplicaId): AnyReplicaType | undefined {
  return typeNamed(typeOf(id))
}
