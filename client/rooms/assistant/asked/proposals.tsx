import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { commandNamed, proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { type ProposalRow, waitingProposals } from '#shared/rooms/assistant/index.ts'
import type { Row } from '#shared/rooms/room.ts'
import { useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import { useCanWrite } from '../../use-can-write.ts'
import classes from '../replies/replies.module.css'
import { readOutward } from '#shared/rooms/asked-outward.ts'
import { fieldsIn } from './fields-in.ts'
import { OutwardProposal } from './outward-proposal.tsx'
import { ProposedFields } from './proposed-fields.tsx'
import { isSaid } from './said-command.ts'

/** What an agent would do and waits for a click; each shows the very thing and the very words. */
export function Proposals({ conversation }: { conversation: ReplicaId }) {
  const t = useText('assistant')
  const waiting = useQuery(waitingProposals, conversation)
  // What came of these is told where they stood.
  const [done, setDone] = useState<readonly Row<ProposalRow>[]>([])
  const left = waiting.filter(({ id }) => !done.some((each) => each.id === id))
  const shown = [...done, ...left].toSorted((a, b) => a.value.createdAt - b.value.createdAt)
  if (shown.length === 0) return null
  return (
    <>
      {left.length > 0 && <p className={classes.quiet}>{t('proposal.waiting', { count: left.length })}</p>}
      {shown.map((proposal) => {
        const asked = readOutward(proposal.value.command, fieldsIn(proposal.value.input))
        if (!asked) return <ProposalCard key={proposal.id} proposal={proposal} />
        const onDone = () => setDone([...done, proposal])
        return <OutwardProposal key={proposal.id} proposal={proposal} asked={asked} onDone={onDone} />
      })}
    </>
  )
}

function ProposalCard({ proposal: { id, value } }: { proposal: Row<ProposalRow> }) {
  const t = useText('assistant')
  const run = useRun()
  const [failure, setFailure] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const mayAccept = useMayAccept(value.target)
  const told = commandNamed(value.command)?.says ?? value.command
  const says = isSaid(value.command) ? t(`proposal.says.${value.command}`) : told
  const decide = async (answer: 'accept' | 'reject') => {
    setBusy(true)
    const outcome = await run(decisions[answer], { id }, { quiet: true, undoLabel: t(`proposal.${answer}Step`) })
    setBusy(false)
    if (outcome.ok) return
    setFailure(
      outcome.reason === 'changed-meanwhile' ? t('proposal.changed') : (outcome.detail ?? t('proposal.failed')),
    )
  }
  return (
    <section className={classes.card} aria-label={says}>
      <p className={classes.says}>{value.effect === 'destructive' ? `${t('proposal.destructive')} · ${says}` : says}</p>
      <Target id={value.target} />
      {value.command === 'documents.replaceBlocks' ? (
        <p className={classes.quiet}>{t('proposal.inDocument')}</p>
      ) : (
        <ProposedFields input={value.input} target={value.target} />
      )}
      {value.reason !== told && value.reason !== '' && <p className={classes.quiet}>{value.reason}</p>}
      {failure && <p role="alert">{failure}</p>}
      {!mayAccept && <p className={classes.quiet}>{t('proposal.readOnly')}</p>}
      <div className={classes.buttons}>
        {mayAccept && (
          <Button size="compact-sm" loading={isBusy} onClick={() => void decide('accept')}>
            {t('proposal.accept')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void decide('reject')}>
          {t('proposal.reject')}
        </Button>
      </div>
    </section>
  )
}

/** What an agent would do for somebody who may only read is theirs to put away, and for others to do. */
function useMayAccept(target: ReplicaId | undefined): boolean {
  const { canWrite } = useWorkspace()
  const canWriteTarget = useCanWrite(target)
  return target === undefined ? canWrite : canWriteTarget
}

function Target({ id }: { id: ReplicaId | undefined }) {
  const t = useText('assistant')
  const things = useThings()
  if (id === undefined) return null
  return (
    <p className={classes.subject}>
      {things.titleOf(id) ?? t('answer.gone')}{' '}
      {things.linkOf(id) && (
        <Button size="compact-xs" variant="subtle" onClick={() => void things.open(id)}>
          {t('action.open')}
        </Button>
      )}
    </p>
  )
}
