/** What a command would be given, by name; what can not be read, as it stands. */
export function fieldsIn(input: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(input)
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : { input }
  } catch {
    return { input }
  }
}
