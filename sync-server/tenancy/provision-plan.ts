import type { OrganisationRole, QuotaName } from '#shared/protocol/rest-admin.ts'
import type { AgentConfiguration } from '#server/storage/agent-store.ts'

/** An organisation as its operator wants it to be. What is undefined stays as it is. */
export interface OrganisationPlan {
  readonly slug: string
  readonly name: string | undefined
  /** In days. */
  readonly retention: {
    readonly history?: number | undefined
    readonly conversations?: number | undefined
    readonly sessions?: number | undefined
  }
  readonly signIn: {
    readonly requireTwoFactor?: boolean | undefined
    readonly allowedDomains?: readonly string[] | undefined
  }
  readonly quotas: Readonly<Partial<Record<QuotaName, number>>>
  readonly workspaces: readonly { readonly slug: string; readonly name: string }[]
  readonly members: readonly MemberPlan[]
  /** Of the agent that every organisation has. */
  readonly builtin?: AgentConfiguration | undefined
}

export interface MemberPlan {
  /** An e-mail address in small letters, or any other name; for an agent one that no other agent has. */
  readonly user: string
  readonly kind: 'user' | 'agent'
  readonly name: string
  readonly role: OrganisationRole
  readonly grants: readonly GrantPlan[]
  /** Of an agent that the server runs. */
  readonly configuration?: AgentConfiguration | undefined
}

export interface GrantPlan {
  /** `/orgs/acme`, `/orgs/acme/sales` or a thing in it. */
  readonly path: string
  /** As in `rw-`. */
  readonly bits: string
  /** Shares and administers it, too. */
  readonly isOwner: boolean
}

/** What a run changes or would change, one line each, and what is there that no plan names. */
export interface Provisioned {
  readonly changes: readonly string[]
  /** Members and grants that stay unless they are pruned; workspaces always stay. */
  readonly unnamed: readonly string[]
}
