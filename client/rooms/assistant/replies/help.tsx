import { examples } from '#shared/assistant/engine/examples.ts'
import { useText } from '#client/ui/i18n.tsx'
import { Suggestions } from './suggestions.tsx'
import classes from './replies.module.css'

/** What can be asked today, one click each. */
export function Help({ ask }: { ask: (text: string) => void }) {
  const t = useText('assistant')
  return (
    <div className={classes.reply}>
      <p className={classes.quiet}>{t('help.intro')}</p>
      <Suggestions texts={examples} ask={ask} />
    </div>
  )
}
