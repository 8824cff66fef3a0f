import type { Storage } from '#server/storage/storage.ts'
import type { Audit } from './audit.ts'

/** The same storage; failed sign-ins go through the book of refusals, for somebody may try a million of them. */
export function withCountedRefusals(storage: Storage, audit: Audit): Storage {
  const { control } = storage
  return {
    ...storage,
    control: {
      ...control,
      noteAccess: (note) => (note.outcome === 'refused' ? audit.refused(note) : control.noteAccess(note)),
    },
  }
}
