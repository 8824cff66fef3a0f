import type { Team } from '#shared/protocol/rest-admin.ts'

interface TeamAtLevel {
  readonly team: Team
  readonly level: number
}

/** Each team followed by those that are part of it, by name. One whose parent is unknown stands at the top. */
export function teamTree(teams: readonly Team[]): readonly TeamAtLevel[] {
  const known = new Set(teams.map(({ id }) => id))
  const under = (parent: string | undefined, level: number, above: ReadonlySet<string>): TeamAtLevel[] =>
    teams
      .filter((team) => (team.parent !== undefined && known.has(team.parent) ? team.parent : undefined) === parent)
      .filter(({ id }) => !above.has(id))
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap((team) => [{ team, level }, ...under(team.id, level + 1, new Set([...above, team.id]))])
  return under(undefined, 0, new Set())
}

/** Where it can be moved: not into itself or what is part of it. */
export function possibleParents(teams: readonly Team[], moved: Team | undefined): readonly Team[] {
  if (!moved) return teams
  const isInside = (team: Team, seen: ReadonlySet<string> = new Set()): boolean => {
    if (team.id === moved.id) return true
    const parent = teams.find(({ id }) => id === team.parent)
    return parent !== undefined && !seen.has(parent.id) && isInside(parent, new Set([...seen, team.id]))
  }
  return teams.filter((team) => !isInside(team))
}
