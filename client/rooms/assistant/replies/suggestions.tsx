import type { Instead } from '#shared/assistant/engine/reply.ts'
import classes from './replies.module.css'

/** What can be asked with a click, in the words of the question or of its answer. */
export function Suggestions({ texts, ask }: { texts: readonly Instead[]; ask: (text: string) => void }) {
  return (
    <ul className={classes.suggestions}>
      {texts.map(({ text, sentence }) => (
        <li key={text}>
          <button type="button" className={classes.suggestion} onClick={() => ask(text)}>
            {sentence ?? text}
          </button>
        </li>
      ))}
    </ul>
  )
}
