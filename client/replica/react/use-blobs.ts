import type { Engine } from '../engine-contract.ts'
import { useEngine } from './engine-context.tsx'

export function useBlobs(): Engine['blobs'] {
  return useEngine().blobs
}
