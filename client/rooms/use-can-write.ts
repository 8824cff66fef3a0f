import { type CurrentWorkspace, useWorkspace } from '#client/replica/index.ts'
import type { ReplicaId } from '#shared/kit/ids.ts'

/** Whether the person may change a thing: as its workspace says, unless it was shared otherwise. */
export function useCanWrite(thing: ReplicaId | undefined): boolean {
  return mayWriteIn(useWorkspace(), thing)
}

/** The same of many things, for who has the workspace. */
export function mayWriteIn(
  { canWrite, exceptions }: Pick<CurrentWorkspace, 'canWrite' | 'exceptions'>,
  thing: ReplicaId | undefined,
): boolean {
  return thing !== undefined && exceptions.includes(thing) ? !canWrite : canWrite
}
