import type { TLAsset } from 'tldraw'
import { expect, it } from 'vitest'
import type { BlobHash } from '#shared/kit/ids.ts'
import { done, refused } from '#shared/kit/outcome.ts'
import { boardAssets } from './board-assets.ts'

const hash = 'ab'.repeat(32) as BlobHash
const picture = (src: string | null) => ({ props: { src } }) as TLAsset
const context = {
  screenScale: 1,
  steppedScreenScale: 1,
  dpr: 1,
  networkEffectiveType: null,
  shouldResolveToOriginal: false,
}

function assetsOver(urls: (string | undefined)[], put: 'kept' | 'too-large' = 'kept') {
  const asked: string[] = []
  const waits: number[] = []
  const refusals: string[] = []
  const store = boardAssets({
    blobs: {
      put: async () => (put === 'kept' ? done(hash) : refused(put)),
      url: async (wanted) => {
        asked.push(wanted)
        return urls.shift()
      },
    },
    onRefused: (reason) => refusals.push(reason),
    wait: async (delayMs) => void waits.push(delayMs),
  })
  return { store, asked, waits, refusals }
}

it('a picture is put as a blob and resolved from it', async () => {
  const { store, asked } = assetsOver(['blob:here'])
  const { src } = await store.upload(picture(''), new File(['x'], 'x.png'))
  expect(await store.resolve?.(picture(src), context)).toBe('blob:here')
  expect(asked).toEqual([hash])
})

it('a picture that has not arrived yet is asked for again, rarer and rarer, and in the end given up', async () => {
  const late = assetsOver([undefined, undefined, 'blob:late'])
  expect(await late.store.resolve?.(picture(`asset:${hash}`), context)).toBe('blob:late')
  expect(late.waits).toHaveLength(2)
  const never = assetsOver([])
  expect(await never.store.resolve?.(picture(`asset:${hash}`), context)).toBeNull()
  expect(never.waits).toEqual(never.waits.toSorted((a, b) => a - b))
})

it('nothing is asked for that is not one of our blobs', async () => {
  const { store, asked } = assetsOver([])
  for (const src of ['https://elsewhere.example/x.png', 'asset:../secrets', '', null]) {
    expect(await store.resolve?.(picture(src), context)).toBeNull()
  }
  expect(asked).toEqual([])
})

it('a picture that cannot be kept is told and not drawn', async () => {
  const { store, refusals } = assetsOver([], 'too-large')
  await expect(store.upload(picture(''), new File(['x'], 'x.png'))).rejects.toThrow('too-large')
  expect(refusals).toEqual(['too-large'])
})
