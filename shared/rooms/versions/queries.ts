import type { ReplicaId } from '../../kit/ids.ts'
import type { Query, Row } from '../room.ts'
import { type VersionRow, versionType } from './model.ts'

export type NamedVersion = Row<VersionRow>

/** The newest state first. */
export const versionsOfThing: Query<ReplicaId, readonly NamedVersion[]> = {
  name: 'versions.ofThing',
  types: [versionType],
  answer: (rows, id) =>
    rows
      .of(versionType)
      .filter(({ value }) => value.of === id && value.trashedAt === undefined && value.blob !== undefined)
      .toSorted((a, b) => b.value.at - a.value.at || (a.id < b.id ? -1 : 1)),
}
