import type { Name, NameStore } from '../name-store.ts'
import type { Sqlite } from './open-database.ts'

export function openNameStore(database: Sqlite): NameStore {
  const find = database.prepare<[string, string, string], { id: string }>(
    'SELECT id FROM names WHERE kind = ? AND scope = ? AND slug = ?',
  )
  const named = database.prepare<[string], Name>('SELECT kind, scope, slug FROM names WHERE id = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO names (kind, scope, slug, id) VALUES (?, ?, ?, ?)')
  const described = database.prepare<[string], { description: string }>(
    'SELECT description FROM organisation_descriptions WHERE organisation = ?',
  )
  const describe = database.prepare(
    `INSERT INTO organisation_descriptions (organisation, description) VALUES (?, ?)
     ON CONFLICT (organisation) DO UPDATE SET description = excluded.description`,
  )
  const idOf = ({ kind, scope, slug }: Name) => find.get(kind, scope, slug)?.id
  return {
    idOf: async (name) => idOf(name),
    nameOf: async (id) => named.get(id),
    nameId: async (name, id) => {
      insert.run(name.kind, name.scope, name.slug, id)
      return idOf(name) ?? id
    },
    describeOrganisation: async (organisation, description) => void describe.run(organisation, description),
    organisationDescription: async (organisation) => described.get(organisation)?.description,
  }
}
