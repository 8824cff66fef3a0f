import type { ReplicaId } from '#shared/kit/ids.ts'

/** The dialog of sharing. Apart from its buttons, which are not part of the first load. */
export const sharingOverlay = 'sharing.dialog'

/** What is shared: a thing of the current workspace, or all of it. */
export interface Shared {
  readonly replica?: ReplicaId
  readonly title: string
}
