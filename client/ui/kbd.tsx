import { isAppleSystem, keysOf } from './hotkey-combo.ts'
import classes from './kbd.module.css'

/** The keys of a combo such as `mod+k` or `g t`, as this person's keyboard shows them. */
export function Kbd({ combo }: { combo: string }) {
  const strokes = keysOf(combo, isAppleSystem())
  return (
    <span className={classes.keys}>
      {strokes.flatMap((keys, stroke) =>
        keys.map((key) => (
          <kbd key={`${stroke}${key}`} className={classes.key}>
            {key}
          </kbd>
        )),
      )}
    </span>
  )
}
