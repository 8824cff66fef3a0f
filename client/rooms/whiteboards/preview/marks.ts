import { decodeStroke, type Drawn, type DrawnKind, type Placed, plainTextOf } from '#shared/rooms/whiteboards/index.ts'
import { corners, type Dot, formDots, thinned } from './dots.ts'

/** One mark of a preview, in the coordinates of the page. */
export interface Mark {
  readonly dots: readonly Dot[]
  readonly color: string
  readonly width: number
  readonly isClosed: boolean
  /** Filled with its colour (strong), a tint of it (weak), or not at all. */
  readonly fill: 'none' | 'weak' | 'strong'
  readonly words?: { readonly text: string; readonly size: number }
}

const noteSide = 200
const lineWidths: Readonly<Record<string, number>> = { s: 2, m: 3.5, l: 5, xl: 10 }
const textSizes: Readonly<Record<string, number>> = { s: 18, m: 24, l: 36, xl: 44 }

/** From a shape's own coordinates to its page's, through the frames and groups around it. */
export function frameOf(
  shape: Placed,
  placed: ReadonlyMap<string, Placed>,
): { page: string; toPage: (dot: Dot) => Dot } {
  const turns: ((dot: Dot) => Dot)[] = []
  let at: Placed | undefined = shape
  let page = ''
  while (at && 'rotation' in at.drawn.props) {
    const { x, y, rotation } = at.drawn.props
    const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)]
    turns.push((dot) => ({ x: x + dot.x * cos - dot.y * sin, y: y + dot.x * sin + dot.y * cos }))
    page = at.parent
    at = placed.get(at.parent)
  }
  return { page, toPage: (dot) => turns.reduce((moved, turn) => turn(moved), dot) }
}

type Of<Kind extends DrawnKind> = (drawn: Extract<Drawn, { kind: Kind }>, placed: ReadonlyMap<string, Placed>) => Mark[]

const penWidth = ({ size, scale }: { size: string; scale: number }) => (lineWidths[size] ?? 3) * scale
const textSize = ({ size, scale }: { size: string; scale: number }) => (textSizes[size] ?? 24) * scale

const strokeMarks: Of<'stroke'> = ({ props }) => {
  const dots = thinned(decodeStroke(props.points).flatMap((segment) => segment.points))
  const fill = props.closed && props.fill !== 'none' ? 'weak' : 'none'
  return [{ dots, color: props.color, width: penWidth(props), isClosed: props.closed, fill }]
}

const markerMarks: Of<'marker'> = ({ props }) => {
  const dots = thinned(decodeStroke(props.points).flatMap((segment) => segment.points))
  return [{ dots, color: props.color, width: penWidth(props) * 4, isClosed: false, fill: 'none' }]
}

const noteMarks: Of<'note'> = ({ props }) => {
  const { color, scale, growth, text } = props
  const dots = corners(noteSide * scale, (noteSide + growth) * scale)
  const words = wordsAt({ x: 16 * scale, y: 16 * scale }, plainTextOf(text), { color: 'black', size: textSize(props) })
  // A note of the first colour has that of note paper.
  const sheet = color === 'black' ? 'paper' : color
  return [{ dots, color: sheet, width: 0, isClosed: true, fill: 'strong' }, ...words]
}

const formMarks: Of<'form'> = ({ props }) => {
  const { color, form, width, height, growth, fill, text } = props
  const tall = height + growth
  const words = wordsAt({ x: width * 0.2, y: tall / 2 - 12 }, plainTextOf(text), { color, size: textSize(props) })
  const inside = fill === 'none' ? 'none' : 'weak'
  return [{ dots: formDots(form, width, tall), color, width: penWidth(props), isClosed: true, fill: inside }, ...words]
}

const lineMarks: Of<'line'> = ({ props }) => {
  const dots = Object.values(props.points).toSorted((a, b) => (a.order < b.order ? -1 : 1))
  return [{ dots, color: props.color, width: penWidth(props), isClosed: false, fill: 'none' }]
}

export function marksOf(drawn: Drawn, placed: ReadonlyMap<string, Placed>): Mark[] {
  switch (drawn.kind) {
    case 'stroke':
      return strokeMarks(drawn, placed)
    case 'marker':
      return markerMarks(drawn, placed)
    case 'note':
      return noteMarks(drawn, placed)
    case 'text':
      return wordsAt({ x: 0, y: 0 }, plainTextOf(drawn.props.text), {
        color: drawn.props.color,
        size: textSize(drawn.props),
      })
    case 'form':
      return formMarks(drawn, placed)
    case 'arrow':
      return [arrowMark(drawn, placed)]
    case 'line':
      return lineMarks(drawn, placed)
    case 'frame':
      return [boxMark(drawn.props, { width: 1.5, fill: 'none' })]
    case 'picture':
    case 'film':
    case 'card':
    case 'embed':
      return [boxMark(drawn.props, { width: 0, fill: 'weak' })]
    default:
      return []
  }
}

function boxMark(box: { width: number; height: number }, paint: Pick<Mark, 'width' | 'fill'>): Mark {
  return { dots: corners(box.width, box.height), color: 'grey', isClosed: true, ...paint }
}

/** An end that is tied to a shape points to that shape's middle. */
function arrowMark(arrow: Drawn & { kind: 'arrow' }, placed: ReadonlyMap<string, Placed>): Mark {
  const { color, size, scale, start, end } = arrow.props
  const ends = { start, end }
  const own = placed.get(arrow.id)
  for (const { drawn } of placed.values()) {
    if (drawn.kind !== 'tie' || drawn.props.from !== arrow.id || !own) continue
    const target = placed.get(drawn.props.to)
    if (target) ends[drawn.props.end] = fromPage(own, placed, middleOnPage(target, placed))
  }
  return { dots: [ends.start, ends.end], color, width: (lineWidths[size] ?? 3) * scale, isClosed: false, fill: 'none' }
}

function middleOnPage(target: Placed, placed: ReadonlyMap<string, Placed>): Dot {
  const { props, kind } = target.drawn
  const side = kind === 'note' ? noteSide * props.scale : 0
  const width = 'width' in props ? props.width : side
  const height = 'height' in props ? props.height : side
  return frameOf(target, placed).toPage({ x: width / 2, y: height / 2 })
}

/** Arrows are hardly ever turned; so for their own coordinates only the place counts. */
function fromPage(own: Placed, placed: ReadonlyMap<string, Placed>, dot: Dot): Dot {
  const origin = frameOf(own, placed).toPage({ x: 0, y: 0 })
  return { x: dot.x - origin.x, y: dot.y - origin.y }
}

function wordsAt(dot: Dot, text: string, { color, size }: { color: string; size: number }): Mark[] {
  const line = (text.split('\n').find((each) => each.trim() !== '') ?? '').slice(0, 24)
  if (line === '') return []
  const reach = { x: dot.x + line.length * size * 0.5, y: dot.y + size * 1.3 }
  return [{ dots: [dot, reach], color, width: 0, isClosed: false, fill: 'none', words: { text: line, size } }]
}
