import { useWorkspace } from '#client/replica/index.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'

/** Whether the person may change a thing: as its workspace says, unless it was shared otherwise. */
export function useCanWrite(thing: ReplicaId | undefined): boolean {
  const { canWrite, exceptions } = useWorkspace()
  return thing !== undefined && exceptions.includes(thing) ? !canWrite : canWrite
}
