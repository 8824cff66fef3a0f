import { type Drawn, placeDrawing } from '#shared/rooms/whiteboards/index.ts'
import type { Dot } from './dots.ts'
import { frameOf, type Mark, marksOf } from './marks.ts'

export interface Outline {
  readonly marks: readonly Mark[]
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

const maxMarks = 400

/** What the first page of a board looks like from afar; undefined when there is nothing on it. */
export function outlineOf(all: ReadonlyMap<string, Drawn>): Outline | undefined {
  const placed = placeDrawing(all)
  const firstPage = [...placed.values()].find(({ drawn }) => drawn.kind === 'page')?.drawn.id
  const shapes = [...placed.values()]
    .filter(({ parent }) => parent !== '')
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
  const marks: Mark[] = []
  for (const shape of shapes) {
    const frame = frameOf(shape, placed)
    if (marks.length >= maxMarks || frame.page !== firstPage) continue
    marks.push(...marksOf(shape.drawn, placed).map((mark) => ({ ...mark, dots: mark.dots.map(frame.toPage) })))
  }
  const dots = marks.flatMap((mark) => mark.dots)
  if (dots.length === 0) return undefined
  const [x, y] = [least(dots, 'x', 1), least(dots, 'y', 1)]
  return { marks, box: { x, y, width: least(dots, 'x', -1) - x, height: least(dots, 'y', -1) - y } }
}

function least(dots: readonly Dot[], axis: 'x' | 'y', sign: 1 | -1): number {
  return sign * dots.reduce((found, dot) => Math.min(found, sign * dot[axis]), Infinity)
}
