import type { TLAssetStore } from 'tldraw'
import { type BlobHash, isBlobHash } from '#shared/kit/ids.ts'
import type { Outcome } from '#shared/kit/outcome.ts'
import { hashOf, srcOf } from './tldraw-records.ts'

export interface BoardAssetsOptions {
  readonly blobs: {
    put(file: Blob): Promise<Outcome<string, BlobHash>>
    url(hash: BlobHash): Promise<string | undefined>
  }
  /** Called with the reason when a picture could not be kept. */
  onRefused(reason: string): void
  wait(delayMs: number): Promise<void>
}

/** A picture drawn elsewhere can arrive later than its place on the board. */
const retryDelaysMs = [1_000, 3_000, 10_000, 30_000, 60_000, 120_000, 300_000]

/** Pictures are content-addressed blobs: put when pasted, dropped or chosen, and read from this device first. */
export function boardAssets({ blobs, onRefused, wait }: BoardAssetsOptions): TLAssetStore {
  return {
    upload: async (_, file) => {
      const kept = await blobs.put(file)
      if (kept.ok) return { src: srcOf(kept.value) }
      onRefused(kept.reason)
      throw new Error(kept.reason)
    },
    resolve: async ({ props: { src } }) => {
      if (src?.startsWith('data:image/')) return src
      const hash = hashOf(src)
      // Nothing is fetched from elsewhere: that server would learn who looks.
      if (!isBlobHash(hash)) return null
      let url = await blobs.url(hash)
      for (const delayMs of retryDelaysMs) {
        if (url !== undefined) break
        await wait(delayMs)
        url = await blobs.url(hash)
      }
      return url ?? null
    },
  }
}
