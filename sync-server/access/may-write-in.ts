import { allows } from '#shared/access/roles.ts'
import { type PrincipalId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'
import { privateTypes } from '#shared/rooms/assistant/index.ts'
import type { Access } from './access.ts'

interface Writers {
  readonly workspace: WorkspaceId
  readonly rightsOf: readonly PrincipalId[]
}

/** Whether each of them may write the workspace, or something in it beside what is private to them. What may be written is asked again of each thing. */
export async function mayWriteIn(access: Pick<Access, 'viewOf'>, { workspace, rightsOf }: Writers): Promise<boolean> {
  const views = await Promise.all(rightsOf.map((each) => access.viewOf(each, workspace)))
  return views.every((view) => {
    const mayInGeneral = view?.role !== undefined && allows(view.role, 'write')
    return mayInGeneral || view?.exceptions.some((id) => !privateTypes.has(typeOf(id))) === true
  })
}
