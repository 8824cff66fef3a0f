import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { usePeople } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useChangedSpans } from '#client/ui/use-changed-spans.ts'
import { markedContent } from '../history/marked-content.ts'
import { MarkedText } from '../history/marked-text.tsx'
import type { CardSteps } from './card-steps.ts'
import type { HunkProposal } from './hunk-proposals.ts'
import { useDecisions } from './use-decisions.ts'
import classes from './hunk-cards.module.css'

interface HunkCardProps {
  proposal: HunkProposal
  /** Of all in this text, from 1 on. */
  index: number
  count: number
  steps: CardSteps
}

/** What would come and go, and the two answers; keys for both while the card has the focus. */
export function HunkCard({ proposal, index, count, steps }: HunkCardProps) {
  const t = useText('proposals')
  const { accept, reject, isBusy } = useDecisions(count)
  const { id, hunk } = proposal
  const kind = t(hunk.before.length === 0 ? 'add' : hunk.after.length === 0 ? 'remove' : 'change')
  const decide = (answer: typeof accept, isByKey: boolean) => {
    steps.leave(id, isByKey)
    void answer([id])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return steps.back()
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || isBusy) return
    if (event.key === 'a') decide(accept, true)
    if (event.key === 'r') decide(reject, true)
  }
  // A press of the space bar or Enter on a button counts no clicks.
  const press = (answer: typeof accept) => (event: { readonly detail: number }) => decide(answer, event.detail === 0)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys beside the buttons that do the same
    <section
      className={classes.card}
      aria-label={t('labelOf', { index, count, kind })}
      aria-describedby={`${id}-keys`}
      data-card
      data-own-keys
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <HunkHead proposal={proposal} kind={kind} />
      <HunkText proposal={proposal} />
      {proposal.reason && <p className={classes.by}>{proposal.reason}</p>}
      <div className={classes.buttons}>
        <Button size="compact-sm" loading={isBusy} onClick={press(accept)}>
          {t('accept')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={press(reject)}>
          {t('reject')}
        </Button>
      </div>
      <span id={`${id}-keys`} hidden>
        {t('keys')}
      </span>
    </section>
  )
}

export function HunkHead({ proposal: { by }, kind }: { proposal: HunkProposal; kind: string }) {
  const t = useText('proposals')
  const { nameOf } = usePeople()
  return (
    <header className={classes.head}>
      <span className={classes.kind}>{kind}</span>
      <span className={classes.by}>
        {by?.startsWith('agent:') ? t('byAgent') : by && t('by', { name: nameOf(by) })}
      </span>
    </header>
  )
}

export function HunkText({ proposal: { hunk } }: { proposal: HunkProposal }) {
  const t = useText('proposals')
  const compare = useChangedSpans()
  return <MarkedText nodes={markedContent(hunk.before, hunk.after, compare).nodes} label={t('label')} />
}
