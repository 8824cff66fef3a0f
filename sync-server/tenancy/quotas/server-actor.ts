import type { PrincipalId } from '#shared/kit/ids.ts'

/** Who does what nobody asked for: the server by itself. No credential stands for it. */
export const serverActor = 'service:nexus' as PrincipalId
