/**
 * How well a title answers what someone types: 0 = not at all; higher is better. Letters are compared without case and accents;
 * every typed word has to occur.
 */
export function matchTitle(title: string, typed: string): number {
  const words = foldText(typed).split(' ').filter(Boolean)
  if (words.length === 0) return 1
  const folded = foldText(title)
  const whole = words.join(' ')
  if (folded === whole) return 100
  if (!words.every((word) => folded.includes(word))) return 0
  if (folded.startsWith(whole)) return 80
  const starts = words.filter((word) => folded.startsWith(word) || folded.includes(` ${word}`)).length
  return (folded.includes(whole) ? 40 : 20) + (19 * starts) / words.length
}

export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s\-_/.,:;()[\]]+/g, ' ')
    .trim()
}
