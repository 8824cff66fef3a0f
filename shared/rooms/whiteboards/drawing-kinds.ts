import { z } from 'zod'
import { isBlobHash } from '../../kit/ids.ts'
import { richTextFrom } from './rich-text.ts'

/*
 * What can be on a board, in words of our own. Every property is read leniently: what is missing or of another kind counts as its
 * default, so that a record from another version, or half a record, still shows.
 */

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, otherwise: Values[number]) =>
  z.enum(values).catch(otherwise as never)
const between = (min: number, max: number, otherwise: number) => z.number().min(min).max(max).catch(otherwise)
const flag = (otherwise = false) => z.boolean().catch(otherwise)
const words = (otherwise = '') => z.string().catch(otherwise)
const name = z.string().nullable().catch(null)

const place = between(-1e8, 1e8, 0)
const length = between(0.01, 1e7, 100)
const growth = between(0, 1e7, 0)
const scale = between(0.001, 1_000, 1)
const order = z.string().refine(isOrder).catch('a1')
const link = z
  .string()
  .refine((text) => text === '' || /^(https?:\/\/|mailto:)\S+$/i.test(text))
  .catch('')
const text = z.unknown().optional().transform(richTextFrom)

const colors = [
  'black',
  'grey',
  'light-violet',
  'violet',
  'blue',
  'light-blue',
  'yellow',
  'orange',
  'green',
  'light-green',
  'light-red',
  'red',
  'white',
] as const
const color = oneOf(colors, 'black')
const fill = oneOf(['none', 'semi', 'solid', 'pattern', 'fill'], 'none')
const dash = oneOf(['draw', 'solid', 'dashed', 'dotted'], 'draw')
const size = oneOf(['s', 'm', 'l', 'xl'], 'm')
const font = oneOf(['draw', 'sans', 'serif', 'mono'], 'draw')
const align = oneOf(['start', 'middle', 'end', 'start-legacy', 'end-legacy', 'middle-legacy'], 'middle')
const verticalAlign = oneOf(['start', 'middle', 'end'], 'middle')
const head = (otherwise: 'none' | 'arrow') =>
  oneOf(['arrow', 'triangle', 'square', 'dot', 'pipe', 'diamond', 'inverted', 'bar', 'none'], otherwise)
const forms = [
  'cloud',
  'rectangle',
  'ellipse',
  'triangle',
  'diamond',
  'pentagon',
  'hexagon',
  'octagon',
  'star',
  'rhombus',
  'rhombus-2',
  'oval',
  'trapezoid',
  'arrow-right',
  'arrow-left',
  'arrow-up',
  'arrow-down',
  'x-box',
  'check-box',
  'heart',
] as const

const point = z.object({ x: place, y: place })
const corner = z.object({ x: between(0, 1, 0), y: between(0, 1, 0) })
const crop = z
  .object({ topLeft: corner, bottomRight: corner, isCircle: z.boolean().optional().catch(undefined) })
  .nullable()
  .catch(null)
const pointAt = (x: number, y: number) => point.catch({ x, y })
const linePoints = z
  .record(z.string(), z.object({ order, x: place, y: place }))
  .refine((points) => Object.keys(points).length >= 2)
  .catch({ a1: { order: 'a1', x: 0, y: 0 }, a2: { order: 'a2', x: 100, y: 100 } })

const file = {
  /** Where the bytes are: a content-addressed blob. */
  blob: z.string().refine(isBlobHash).nullable().catch(null),
  title: words(),
  width: length,
  height: length,
  mime: name,
  animated: flag(),
  bytes: between(0, 1e12, 0),
}

/** Beside the properties of its kind, a shape has these. `parent` is a page, a frame or a group. */
const shape = {
  parent: words(),
  order,
  x: place,
  y: place,
  rotation: between(-1e4, 1e4, 0),
  opacity: between(0, 1, 1),
  locked: flag(),
}
const label = { color, labelColor: color, size, font, align, verticalAlign, text, link, growth, scale }
const pen = { color, size, points: words(), done: flag(true), pen: flag(), scale }

export const drawnKinds = {
  page: z.object({ title: words('Page 1'), order }),
  stroke: z.object({ ...shape, ...pen, fill, dash, closed: flag() }),
  marker: z.object({ ...shape, ...pen }),
  note: z.object({ ...shape, ...label, fontShrink: between(0, 1_000, 0) }),
  text: z.object({
    ...shape,
    color,
    size,
    font,
    align: oneOf(['start', 'middle', 'end'], 'start'),
    text,
    scale,
    width: length,
    fitted: flag(true),
  }),
  form: z.object({ ...shape, ...label, form: oneOf(forms, 'rectangle'), fill, dash, width: length, height: length }),
  arrow: z.object({
    ...shape,
    color,
    labelColor: color,
    fill,
    dash,
    size,
    font,
    scale,
    route: oneOf(['arc', 'elbow'], 'arc'),
    start: pointAt(0, 0),
    end: pointAt(100, 100),
    startHead: head('none'),
    endHead: head('arrow'),
    bend: place,
    elbow: between(0, 1, 0.5),
    label: words(),
    labelAt: between(0, 1, 0.5),
  }),
  line: z.object({ ...shape, color, dash, size, scale, curve: oneOf(['line', 'cubic'], 'line'), points: linePoints }),
  frame: z.object({ ...shape, width: length, height: length, title: words(), color }),
  group: z.object(shape),
  picture: z.object({
    ...shape,
    width: length,
    height: length,
    file: name,
    alt: words(),
    link,
    crop,
    playing: flag(true),
    flippedX: flag(),
    flippedY: flag(),
  }),
  film: z.object({
    ...shape,
    width: length,
    height: length,
    file: name,
    alt: words(),
    link,
    playing: flag(),
    autoplay: flag(),
    time: between(0, 1e6, 0),
  }),
  card: z.object({ ...shape, width: length, height: length, file: name, link }),
  embed: z.object({ ...shape, width: length, height: length, link }),
  /** Ties one end of an arrow to a shape. `anchor` is a point in it, from 0,0 to 1,1. */
  tie: z.object({
    from: words(),
    to: words(),
    end: oneOf(['start', 'end'], 'end'),
    anchor: point.catch({ x: 0.5, y: 0.5 }),
    exact: flag(),
    precise: flag(),
    snap: oneOf(['center', 'edge-point', 'edge', 'none'], 'none'),
  }),
  'picture-file': z.object(file),
  'film-file': z.object(file),
  'card-file': z.object({ title: words(), description: words(), link }),
} satisfies Record<string, z.ZodObject>

export type DrawnKind = keyof typeof drawnKinds
export type DrawnProps<Kind extends DrawnKind> = z.output<(typeof drawnKinds)[Kind]>

export const shapeKinds: ReadonlySet<DrawnKind> = new Set<DrawnKind>([
  ...(['stroke', 'marker', 'note', 'text', 'form', 'arrow', 'line'] as const),
  ...(['frame', 'group', 'picture', 'film', 'card', 'embed'] as const),
])

/**
 * Whether more keys fit beside it. The first letter says how long the integer part is, a to z from 2 characters on for what is not
 * negative, Z to A the same below (https://github.com/rocicorp/fractional-indexing).
 */
function isOrder(text: string): boolean {
  if (!/^[A-Za-z][0-9A-Za-z]{1,200}$/.test(text)) return false
  const first = text.charCodeAt(0)
  const integer = first >= 97 ? first - 95 : 92 - first
  return text.length >= integer && text !== `A${'0'.repeat(26)}`
}
