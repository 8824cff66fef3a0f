export interface Dot {
  readonly x: number
  readonly y: number
}

const maxDots = 48

export function corners(width: number, height: number): Dot[] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ]
}

/** Relative corners of the forms that are not a box; those with many sides are round enough from afar. */
const forms: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  triangle: [
    [0.5, 0],
    [1, 1],
    [0, 1],
  ],
  diamond: [
    [0.5, 0],
    [1, 0.5],
    [0.5, 1],
    [0, 0.5],
  ],
  rhombus: [
    [0.2, 0],
    [1, 0],
    [0.8, 1],
    [0, 1],
  ],
  trapezoid: [
    [0.2, 0],
    [0.8, 0],
    [1, 1],
    [0, 1],
  ],
  hexagon: [
    [0.25, 0],
    [0.75, 0],
    [1, 0.5],
    [0.75, 1],
    [0.25, 1],
    [0, 0.5],
  ],
  star: [
    [0.5, 0],
    [0.62, 0.36],
    [1, 0.38],
    [0.7, 0.6],
    [0.81, 1],
    [0.5, 0.77],
    [0.19, 1],
    [0.3, 0.6],
    [0, 0.38],
    [0.38, 0.36],
  ],
}
const roundForms = new Set(['ellipse', 'oval', 'cloud', 'heart', 'pentagon', 'octagon'])

export function formDots(form: string, width: number, height: number): Dot[] {
  if (roundForms.has(form)) {
    return Array.from({ length: 28 }, (_, nth) => {
      const angle = (nth / 28) * 2 * Math.PI
      return { x: (width / 2) * (1 + Math.cos(angle)), y: (height / 2) * (1 + Math.sin(angle)) }
    })
  }
  return forms[form]?.map(([x, y]) => ({ x: x * width, y: y * height })) ?? corners(width, height)
}

export function thinned(dots: readonly Dot[]): Dot[] {
  const step = Math.max(1, Math.ceil(dots.length / maxDots))
  return dots.filter((_, nth) => nth % step === 0 || nth === dots.length - 1).map(({ x, y }) => ({ x, y }))
}
