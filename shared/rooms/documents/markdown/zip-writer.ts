import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'

export interface ZipWriter {
  /** Files come in their final order: the same files give the same bytes. */
  file(path: string, bytes: Uint8Array): void
  end(): void
}

/** Packed already: packing again costs time and gains nothing. */
const packedKinds = /\.(png|jpe?g|gif|webp|avif|mp[34]|m4a|mov|webm|ogg|zip|docx|xlsx|pptx|pdf)$/i

/** `write` gets the zip piece by piece. Times are those of the first day of DOS, for the same content shall be the same file. */
export function openZipWriter(write: (chunk: Uint8Array) => void): ZipWriter {
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    write(chunk)
  })
  return {
    file(path, bytes) {
      const entry = packedKinds.test(path) ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 })
      // Read in local time by the library, so this is the same number in every zone.
      entry.mtime = new Date(1980, 0, 1)
      zip.add(entry)
      entry.push(bytes, true)
    },
    end: () => zip.end(),
  }
}
