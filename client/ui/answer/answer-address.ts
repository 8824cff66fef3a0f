/** Where an address in an answer leads. Whoever wrote the answer may mean ill, so what is none of these leads nowhere. */
export type AnswerAddress =
  | { readonly kind: 'ours'; readonly path: string }
  | { readonly kind: 'outside'; readonly address: string }
  | { readonly kind: 'attachment'; readonly hash: string }
  | { readonly kind: 'nowhere' }

const nowhere: AnswerAddress = { kind: 'nowhere' }
const outsideSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])

/** `origin` is where the app was loaded from. Only its screens count as ours: what answers under /api is not for links. */
export function readAddress(written: string, origin: string): AnswerAddress {
  const hash = /^blob:([0-9a-f]{64})$/.exec(written)?.[1]
  if (hash) return { kind: 'attachment', hash }
  // Without a scheme it is a path; `//host` and `/\host` are hosts, which the parser knows.
  if (!URL.canParse(written, origin) || written === '' || written.startsWith('#')) return nowhere
  const url = new URL(written, origin)
  if (url.origin === origin) {
    const isScreen = url.pathname.startsWith('/w/') && url.username === '' && url.password === ''
    return isScreen ? { kind: 'ours', path: url.pathname + url.search + url.hash } : nowhere
  }
  // In the letters that are really asked for: a host in another script that looks like a known one does not.
  return outsideSchemes.has(url.protocol) ? { kind: 'outside', address: url.href } : nowhere
}
