import classes from './progress-bar.module.css'

export interface ProgressBarProps {
  /** What it measures, for those who do not see it. */
  label: string
  done: number
  /** 0: nobody knows yet. */
  total: number
  /** A hairline along an edge instead of a bar of its own. */
  isThin?: boolean
}

export function ProgressBar({ label, done, total, isThin = false }: ProgressBarProps) {
  const isKnown = total > 0
  return (
    <div
      className={classes.bar}
      data-thin={isThin}
      data-known={isKnown}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={isKnown ? total : undefined}
      aria-valuenow={isKnown ? done : undefined}
    >
      <div className={classes.done} style={isKnown ? { inlineSize: `${(100 * done) / total}%` } : undefined} />
    </div>
  )
}
