import type { BlobHash } from '../../../../kit/ids.ts'
import { noSurroundings, type LinkReader, type LinkWriter } from '../link-ports.ts'

/** Surroundings with one stored picture, `pic.png`. */
export const pictureHash = '0a'.repeat(32) as BlobHash

export const onePicture: LinkReader & LinkWriter = {
  ...noSurroundings,
  resolve: (written) =>
    written === 'pic.png'
      ? { kind: 'file', hash: pictureHash, name: 'pic.png', size: 1, mime: 'image/png' }
      : { kind: 'nowhere' },
  file: () => 'pic.png',
}
