import classes from './replies.module.css'

export function Suggestions({ texts, ask }: { texts: readonly string[]; ask: (text: string) => void }) {
  return (
    <ul className={classes.suggestions}>
      {texts.map((text) => (
        <li key={text}>
          <button type="button" className={classes.suggestion} onClick={() => ask(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  )
}
