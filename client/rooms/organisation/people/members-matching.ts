import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'

/** Those in whose name, address or teams every typed word occurs, by name. Accents and letter case do not matter. */
export function membersMatching(all: readonly OrganisationMember[], typed: string): readonly OrganisationMember[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean)
  return all
    .filter(({ name, email, teams }) => {
      const text = plain([name, email, ...teams].join(' '))
      return words.every((word) => text.includes(word))
    })
    .sort((a, b) => a.name.localeCompare(b.name))
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
