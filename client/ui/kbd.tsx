import { isAppleSystem, keysOf } from './hotkey-combo.ts'
import classes from './kbd.module.css'

/** The keys of a combo such as `mod+k` or `g t`, as this person's keyboard shows them. */
export function Kbd({ combo, isDecoration = false }: { combo: string; isDecoration?: boolean }) {
  const strokes = keysOf(combo, isAppleSystem())
  return (
    <span className={classes.keys} aria-hidden={isDecoration}>
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
