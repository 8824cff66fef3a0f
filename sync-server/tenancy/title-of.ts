/** What a row's thing is called; an idea goes by its first line. '' for what is gone or has no name. */
export function titleOfValue(value: object | undefined): string {
  const { title, text } = (value ?? {}) as { title?: unknown; text?: unknown }
  if (typeof title === 'string') return title
  return typeof text === 'string' ? (text.trim().split('\n')[0] ?? '') : ''
}
