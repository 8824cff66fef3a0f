import type { AuditNote } from './audit-store.ts'

/** Agents of one organisation that have a configuration. That they are members, and of what, is told by tuples. */
export interface AgentStore {
  agents(): Promise<readonly AgentRecord[]>
  agent(id: string): Promise<AgentRecord | undefined>
  /** In place of what was there. */
  putAgent(agent: AgentRecord, note: AuditNote): Promise<void>
  /** The one that every organisation has: made as given when it is not there. */
  builtinAgent(otherwise: AgentRecord): Promise<AgentRecord>
  removeAgent(id: string, note: AuditNote): Promise<boolean>
}

export interface AgentRecord {
  /** As in `agent:<id>`. */
  readonly id: string
  readonly isBuiltin: boolean
  readonly configuration: AgentConfiguration
  readonly createdMs: number
}

export interface AgentConfiguration {
  readonly name: string
  /** Of the organisation's endpoint; undefined: whichever is set there. */
  readonly model?: string | undefined
  readonly temperature?: number | undefined
  /** That its model may say at a time. */
  readonly maxTokens?: number | undefined
  readonly instructions?: string | undefined
  /** Names of tools, `tasks.*` for all of a room; undefined: all that there are. */
  readonly tools?: readonly string[] | undefined
  readonly monthlyTokens?: number | undefined
  /** false: it is given nothing to do. */
  readonly isEnabled: boolean
}

/** How the agent that every organisation has is run until somebody says otherwise. */
export const builtinAtFirst: AgentConfiguration = { name: 'Nexus', isEnabled: true }
