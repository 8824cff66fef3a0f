import type { PrincipalId } from '#shared/kit/ids.ts'
import type { AuditNote } from './audit-store.ts'

/** Teams, and which is part of which. Who is in one is told by tuples. */
export interface TeamStore {
  /** By name. */
  teams(): Promise<readonly TeamRecord[]>
  team(id: string): Promise<TeamRecord | undefined>
  insertTeam(team: TeamRecord, note: AuditNote): Promise<'done' | 'no-team'>
  /** 'cycle': a team would be part of itself; 'no-team': it, or the parent, is not there. */
  changeTeam(team: Pick<TeamRecord, 'id' | 'name' | 'parent'>, note: AuditNote): Promise<'done' | 'no-team' | 'cycle'>
  /** With everything that was granted to it. Teams that were part of it become part of what it was part of. */
  deleteTeam(id: string, note: AuditNote): Promise<boolean>
  /** Those who were put in it themselves, and who of them lead it. */
  teamMembers(id: string): Promise<ReadonlyMap<PrincipalId, 'lead' | 'member'>>
  /** `place` undefined takes out. */
  setTeamMember(change: TeamMemberChange, note: AuditNote): Promise<void>
}

export interface TeamRecord {
  readonly id: string
  readonly name: string
  readonly parent: string | undefined
  readonly createdAt: number
}

export interface TeamMemberChange {
  readonly team: string
  readonly subject: PrincipalId
  readonly place: 'lead' | 'member' | undefined
}
