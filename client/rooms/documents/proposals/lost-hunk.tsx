import { Button } from '@mantine/core'
import { useState } from 'react'
import { proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { useEngine, useRun } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { placeBetween } from '../aids/asked-place.ts'
import { plainWords } from '../aids/plain-words.ts'
import { quoted, useAskModel } from '../aids/use-ask-model.ts'
import { HunkHead, HunkText } from './hunk-card.tsx'
import type { HunkProposal } from './hunk-proposals.ts'
import classes from './hunk-cards.module.css'

/** A change whose text somebody has changed meanwhile: it is not accepted any more, but can be asked for anew. */
export function LostHunk({ proposal }: { proposal: HunkProposal }) {
  const t = useText('proposals')
  const run = useRun()
  const announce = useAnnounce()
  const askAgain = useAskAgain()
  const [isBusy, setBusy] = useState(false)
  const { id } = proposal
  const leave = async (isAsked: boolean) => {
    setBusy(true)
    const isDone = !isAsked || (await askAgain(proposal))
    if (isDone) await run(decisions.reject, { id }, { quiet: true, undoLabel: t('rejectStep', { count: 1 }) })
    if (isDone && isAsked) announce(t('askedAgain'))
    setBusy(false)
  }
  return (
    <section className={classes.card} data-lost aria-label={t('lost')}>
      <HunkHead proposal={proposal} kind={t('lost')} />
      <HunkText proposal={proposal} />
      <div className={classes.buttons}>
        <Button size="compact-sm" loading={isBusy} onClick={() => void leave(true)}>
          {t('again')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void leave(false)}>
          {t('dismiss')}
        </Button>
      </div>
    </section>
  )
}

const maxSide = 2_500

function useAskAgain(): (proposal: HunkProposal) => Promise<boolean> {
  const t = useText('proposals')
  const engine = useEngine()
  const ask = useAskModel()
  return ({ document, conversation, hunk: { start, end, before, after }, reason }) => {
    const title = engine.rows().get(documentType, document)?.value.title ?? ''
    const side = (words: string) => (words.trim() === '' ? t('nothing') : quoted(words, maxSide))
    const text = [
      t('question', { title, reason: reason ? t('purpose', { reason }) : '' }),
      t('was'),
      side(plainWords(before)),
      t('by2'),
      side(plainWords(after)),
    ]
    return ask({ document, conversation, text: text.join('\n\n'), place: placeBetween('again', start, end) })
  }
}
