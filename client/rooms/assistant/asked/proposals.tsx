import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { commandNamed, proposals as decisions } from '#shared/rooms/all-rooms.ts'
import { type ProposalRow, waitingProposals } from '#shared/rooms/assistant/index.ts'
import type { Row } from '#shared/rooms/room.ts'
import { useEngine, useQuery, useRun, useWorkspace } from '#client/replica/index.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import { decideProposals } from '../../decide-proposals.ts'
import { mayWriteIn, useCanWrite } from '../../use-can-write.ts'
import classes from '../replies/replies.module.css'
import { readOutward } from '#shared/rooms/asked-outward.ts'
import { fieldsIn } from './fields-in.ts'
import { OutwardProposal } from './outward-proposal.tsx'
import { ProposedFields } from './proposed-fields.tsx'
import { isSaid } from './said-command.ts'

/** Is seen where it would stand. */
const inText = 'documents.replaceBlocks'

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
      <AllAtOnce proposals={left} />
    </>
  )
}

/** For several whose content stands here whole. What removes something or leaves the workspace has a click of its own. */
function AllAtOnce({ proposals }: { proposals: readonly Row<ProposalRow>[] }) {
  const t = useText('assistant')
  const workspace = useWorkspace()
  const { isBusy, decide } = useDeciding()
  const ids = proposals.flatMap(({ id, value: { command, effect, target } }) =>
    effect === 'write' && command !== inText && mayWriteIn(workspace, target) ? [id] : [],
  )
  if (ids.length < 2) return null
  const count = ids.length
  const which = count === proposals.length ? 'All' : 'Some'
  return (
    <div className={classes.buttons}>
      <Button size="compact-sm" loading={isBusy} onClick={() => void decide(ids, 'accept')}>
        {t(`proposal.accept${which}`, { count })}
      </Button>
      <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void decide(ids, 'reject')}>
        {t(`proposal.reject${which}`, { count })}
      </Button>
    </div>
  )
}

/** Several at once, and what became of them said. */
function useDeciding() {
  const t = useText('assistant')
  const engine = useEngine()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const decide = async (ids: readonly ReplicaId[], answer: 'accept' | 'reject') => {
    setBusy(true)
    const undoLabel = (count: number) => t(`proposal.${answer}Steps`, { count })
    const { made, steps } = await decideProposals(engine, { ids, answer, undoLabel })
    setBusy(false)
    if (made > 0) announce(t(`proposal.${answer}ed`, { count: made }), { undo: steps === 1 })
    if (made < ids.length) announce(t('proposal.notAll', { count: ids.length - made }), { tone: 'problem' })
  }
  return { isBusy, decide }
}

function ProposalCard({ proposal: { id, value } }: { proposal: Row<ProposalRow> }) {
  const t = useText('assistant')
  const run = useRun()
  const [failure, setFailure] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  // What was proposed for somebody who may only read is theirs to put away, and for others to do.
  const mayAccept = useCanWrite(value.target)
  const announce = useAnnounce()
  const told = commandNamed(value.command)?.says ?? value.command
  const says = isSaid(value.command) ? t(`proposal.says.${value.command}`) : told
  const decide = async (answer: 'accept' | 'reject') => {
    setBusy(true)
    const outcome = await run(
      decisions[answer],
      { id },
      { quiet: true, undoLabel: t(`proposal.${answer}Steps`, { count: 1 }) },
    )
    setBusy(false)
    if (outcome.ok) return announce(t(`proposal.${answer}ed`, { count: 1 }), { undo: true })
    setFailure(
      outcome.reason === 'changed-meanwhile' ? t('proposal.changed') : (outcome.detail ?? t('proposal.failed')),
    )
  }
  return (
    <section className={classes.card} aria-label={says}>
      <p className={classes.says}>{value.effect === 'destructive' ? `${t('proposal.destructive')} · ${says}` : says}</p>
      <Target id={value.target} />
      {value.command === inText ? (
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
