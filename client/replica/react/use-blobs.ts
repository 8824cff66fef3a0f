import { useEffect, useState } from 'react'
import type { BlobHash } from '#shared/kit/ids.ts'
import type { Engine } from '../engine-contract.ts'
import { useEngine } from './engine-context.tsx'

export function useBlobs(): Engine['blobs'] {
  return useEngine().blobs
}

/** An object URL for a picture or file; undefined while it is looked for, and when it is not to be had now. */
export function useBlobUrl(hash: BlobHash | undefined): string | undefined {
  const { blobs } = useEngine()
  const [found, setFound] = useState<{ hash: BlobHash; url: string | undefined }>()
  useEffect(() => {
    if (!hash) return
    let isWanted = true
    void blobs.url(hash).then((url) => isWanted && setFound({ hash, url }))
    return () => {
      isWanted = false
    }
  }, [blobs, hash])
  return found?.hash === hash ? found?.url : undefined
}
