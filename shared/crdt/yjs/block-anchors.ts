import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import type { BlockSide } from '../replica.ts'

/**
 * A place between blocks as bytes in base 64: it is remembered by the block beside it, so it stays where it is whatever is written elsewhere,
 * and after that block is gone it is where it was.
 */
export function anchorOf(fragment: Y.XmlFragment, block: number, side: BlockSide): string {
  const isBehind = side === 'behind'
  const position = Y.createRelativePositionFromTypeIndex(fragment, block + (isBehind ? 1 : 0), isBehind ? -1 : 0)
  return toBase64(Y.encodeRelativePosition(position))
}

/** undefined: no anchor of this content, or of something that this device has not received. */
export function indexOf(fragment: Y.XmlFragment, anchor: string): number | undefined {
  const { doc } = fragment
  try {
    const position = Y.decodeRelativePosition(fromBase64(anchor))
    const found = doc && Y.createAbsolutePositionFromRelativePosition(position, doc)
    return found && found.type === (fragment as Y.AbstractType<unknown>) ? found.index : undefined
  } catch {
    return undefined
  }
}
