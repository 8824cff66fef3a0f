import type { DrawnKind } from '#shared/rooms/whiteboards/index.ts'

/** A kind of ours in the drawing library: its type there, and the properties that it calls otherwise (ours → theirs). */
export interface Translation {
  readonly record: 'shape' | 'asset' | 'binding' | 'page'
  readonly type: string
  readonly names: Readonly<Record<string, string>>
}

const sized = { width: 'w', height: 'h' }
const label = { text: 'richText', link: 'url', growth: 'growY' }
const pen = { points: 'segments', done: 'isComplete', pen: 'isPen' }
const media = { ...sized, file: 'assetId', alt: 'altText', link: 'url' }
const file = { title: 'name', ...sized, mime: 'mimeType', animated: 'isAnimated', bytes: 'fileSize', blob: 'src' }

export const translations: Readonly<Record<DrawnKind, Translation>> = {
  page: { record: 'page', type: 'page', names: { title: 'name', order: 'index' } },
  stroke: { record: 'shape', type: 'draw', names: { ...pen, closed: 'isClosed' } },
  marker: { record: 'shape', type: 'highlight', names: pen },
  note: { record: 'shape', type: 'note', names: { ...label, fontShrink: 'fontSizeAdjustment' } },
  text: {
    record: 'shape',
    type: 'text',
    names: { text: 'richText', align: 'textAlign', width: 'w', fitted: 'autoSize' },
  },
  form: { record: 'shape', type: 'geo', names: { ...label, ...sized, form: 'geo' } },
  arrow: {
    record: 'shape',
    type: 'arrow',
    names: {
      route: 'kind',
      startHead: 'arrowheadStart',
      endHead: 'arrowheadEnd',
      elbow: 'elbowMidPoint',
      label: 'text',
      labelAt: 'labelPosition',
    },
  },
  line: { record: 'shape', type: 'line', names: { curve: 'spline' } },
  frame: { record: 'shape', type: 'frame', names: { ...sized, title: 'name' } },
  group: { record: 'shape', type: 'group', names: {} },
  picture: { record: 'shape', type: 'image', names: { ...media, flippedX: 'flipX', flippedY: 'flipY' } },
  film: { record: 'shape', type: 'video', names: media },
  card: { record: 'shape', type: 'bookmark', names: { ...sized, file: 'assetId', link: 'url' } },
  embed: { record: 'shape', type: 'embed', names: { ...sized, link: 'url' } },
  tie: {
    record: 'binding',
    type: 'arrow',
    names: { end: 'terminal', anchor: 'normalizedAnchor', exact: 'isExact', precise: 'isPrecise' },
  },
  'picture-file': { record: 'asset', type: 'image', names: file },
  'film-file': { record: 'asset', type: 'video', names: file },
  'card-file': { record: 'asset', type: 'bookmark', names: { link: 'src' } },
}

/** Properties that lie on the record itself there, not among its props (ours → theirs). */
export const rootNames: Readonly<Record<Translation['record'], Readonly<Record<string, string>>>> = {
  shape: {
    parent: 'parentId',
    order: 'index',
    x: 'x',
    y: 'y',
    rotation: 'rotation',
    opacity: 'opacity',
    locked: 'isLocked',
  },
  binding: { from: 'fromId', to: 'toId' },
  page: { title: 'name', order: 'index' },
  asset: {},
}

export function kindOf(record: string, type: string): DrawnKind | undefined {
  const found = Object.entries(translations).find(([, each]) => each.record === record && each.type === type)
  return found?.[0] as DrawnKind | undefined
}
