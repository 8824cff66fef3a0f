import { type ReplicaId, typeOf, type WorkspaceId } from '#shared/kit/ids.ts'

/** The app's own addresses, below its workspace: those of the client's rooms. */
const screens: Readonly<Record<string, string>> = {
  document: 'documents/',
  task: 'tasks?open=',
  project: 'tasks?project=',
  idea: 'ideas?open=',
  board: 'whiteboards/',
}

/** Where the app shows a thing. A folder is a place in the list of documents. */
export function appPathOf(workspace: WorkspaceId, replica: ReplicaId): string {
  const screen = screens[typeOf(replica)]
  return `/w/${workspace}/${screen === undefined ? 'documents' : `${screen}${replica}`}`
}
