/** Has a scheme or a host: leads out of the vault. `#part` leads nowhere else either. */
export function isWebAddress(url: string): boolean {
  return url === '' || /^([a-z][a-z0-9+.-]+:|\/\/|#)/i.test(url)
}

/** `a%20b.md#c%20d` → path `a b.md`, part `#c d` as written. A stray `%` stands for itself. */
export function splitAddress(written: string): { path: string; part: string } {
  const cut = written.search(/[#?]/)
  const path = cut < 0 ? written : written.slice(0, cut)
  return { path: decodePath(path), part: cut < 0 ? '' : written.slice(cut) }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** The signs that end or split a path in a link are encoded; letters of any script stay readable. */
export function encodePath(path: string): string {
  return path.replace(/[\s%?#<>[\]()\\"|^`{}]/g, (sign) =>
    sign === '(' ? '%28' : sign === ')' ? '%29' : encodeURIComponent(sign),
  )
}

const imageKinds: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  svg: 'image/svg+xml',
}

const otherKinds: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  m4a: 'audio/mp4',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  zip: 'application/zip',
  md: 'text/markdown',
  canvas: 'application/json',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}

export function mimeOf(name: string): string {
  const extension = extensionOf(name)
  return imageKinds[extension] ?? otherKinds[extension] ?? 'application/octet-stream'
}

export function extensionFor(mime: string): string {
  const known = Object.entries({ ...imageKinds, ...otherKinds }).find(([, kind]) => kind === mime)
  return known?.[0] ?? 'bin'
}

export function isNoteName(name: string): boolean {
  return /\.(md|markdown|mdown|mkd)$/i.test(name)
}
