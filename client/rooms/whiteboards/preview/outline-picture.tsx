import type { Mark } from './marks.ts'
import type { Outline } from './outline.ts'
import classes from './board-preview.module.css'

/** A drawing from afar. */
export function OutlinePicture({ outline }: { outline: Outline }) {
  const { x, y, width, height } = outline.box
  // Never larger than half its size, or one dot would fill the card.
  const [wide, tall] = [Math.max(width, 480), Math.max(height, 300)]
  const margin = 0.06 * Math.max(wide, tall)
  const box = [
    x + width / 2 - wide / 2 - margin,
    y + height / 2 - tall / 2 - margin,
    wide + 2 * margin,
    tall + 2 * margin,
  ]
  return (
    <svg className={classes.picture} viewBox={box.map(Math.round).join(' ')}>
      {outline.marks.map((mark, nth) => (
        <MarkShape key={nth} mark={mark} />
      ))}
    </svg>
  )
}

function MarkShape({ mark: { dots, color, width, isClosed, fill, words } }: { mark: Mark }) {
  const [first] = dots
  if (!first) return null
  if (words) {
    return (
      <text className={classes.words} data-color={color} x={first.x} y={first.y + words.size} fontSize={words.size}>
        {words.text}
      </text>
    )
  }
  const line = dots.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)
  // One dot is drawn as a line of no length, which round ends make visible.
  const path = `M${line.length === 1 ? [...line, ...line].join('L') : line.join('L')}${isClosed ? 'Z' : ''}`
  return <path className={classes.mark} data-color={color} data-fill={fill} strokeWidth={width} d={path} />
}
