import type { ReadAs } from '#shared/assistant/engine/reply.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import classes from './replies.module.css'

/** A slip of the keyboard was mended: what was read is said. */
export function ReadAsNote({ readAs }: { readAs: readonly ReadAs[] }) {
  const t = useText('assistant')
  const format = useFormatter()
  const words = format.list(readAs.map(({ said, meant }) => `“${said}” → “${meant}”`))
  return <p className={classes.quiet}>{t('refusal.readAs', { words })}</p>
}
