export const roles = ['owner', 'editor', 'viewer'] as const
export type Role = (typeof roles)[number]

/** read: pull, presence, blobs, export · write: push, commands, upload · execute: have agents work · share: invite, see and change members · administer: rename, delete. */
export type Action = 'read' | 'write' | 'execute' | 'share' | 'administer'

const allowed: Readonly<Record<Role, readonly Action[]>> = {
  owner: ['read', 'write', 'execute', 'share', 'administer'],
  editor: ['read', 'write', 'execute'],
  viewer: ['read'],
}

/** What the doors of an organisation ask: to see that it is there and oneself in it, or to run it. */
export type OrganisationAction = 'enter' | 'administer'

/** The pure decision; the server enforces it at every door, a client only greys out a button with it. */
export function allows(role: Role | undefined, action: Action): boolean {
  return role !== undefined && allowed[role].includes(action)
}
