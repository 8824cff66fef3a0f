import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { type CardSteps, listenForSteps } from './card-steps.ts'
import { useDecisions } from './use-decisions.ts'
import classes from './hunk-cards.module.css'

/** Above the text, in sight while it scrolls: how many there are, the way from one to the next, and all at once. */
export function HunkSum({ editor, steps, ids }: { editor: Editor; steps: CardSteps; ids: readonly ReplicaId[] }) {
  const t = useText('proposals')
  const { accept, reject, isBusy } = useDecisions(ids.length)
  const group = t('changes')
  useHotkey('f8', t('next'), () => steps.go(1), { group })
  useHotkey('shift+f8', t('previous'), () => steps.go(-1), { group })
  return (
    <div
      className={classes.sum}
      role="group"
      aria-label={group}
      ref={(node) => (node ? listenForSteps(editor, steps) : undefined)}
    >
      <span className={classes.words} role="status">
        {t('waiting', { count: ids.length })}
      </span>
      <IconButton label={t('previous')} combo="shift+f8" onClick={() => steps.go(-1)}>
        <IconArrowUp size={18} stroke={1.6} />
      </IconButton>
      <IconButton label={t('next')} combo="f8" onClick={() => steps.go(1)}>
        <IconArrowDown size={18} stroke={1.6} />
      </IconButton>
      <Button size="compact-sm" loading={isBusy} onClick={() => void accept(ids)}>
        {t('acceptAll')}
      </Button>
      <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void reject(ids)}>
        {t('rejectAll')}
      </Button>
    </div>
  )
}
