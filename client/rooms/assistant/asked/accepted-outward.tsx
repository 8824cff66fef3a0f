import { acceptedOutward, type ProposalRow } from '#shared/rooms/assistant/index.ts'
import { usePeople, useQuery } from '#client/replica/index.ts'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useThings } from '../../things.ts'
import { readOutward } from '#shared/rooms/asked-outward.ts'
import { useWhom } from '../outward/use-outward.ts'
import classes from '../replies/replies.module.css'
import { fieldsIn } from './fields-in.ts'

/** What went beyond the workspace by a click, who clicked and when. */
export function AcceptedOutward({ job }: { job: string }) {
  const accepted = useQuery(acceptedOutward, job)
  return accepted.map(({ id, value }) => <Accepted key={id} value={value} />)
}

function Accepted({ value }: { value: ProposalRow }) {
  const t = useText('assistant')
  const format = useFormatter()
  const things = useThings()
  const { nameOf } = usePeople()
  const whomOf = useWhom()
  const asked = readOutward(value.command, fieldsIn(value.input))
  if (!asked || !value.decidedBy || value.decidedAt === undefined) return null
  const { thing } = asked
  const said = {
    whom: whomOf(asked.whom) ?? asked.whom,
    name: nameOf(value.decidedBy),
    when: format.dateTime(new Date(value.decidedAt), { dateStyle: 'medium', timeStyle: 'short' }),
  }
  return (
    <p className={classes.quiet}>
      {thing === undefined
        ? t('outward.invitedThen', said)
        : t('outward.shared', { ...said, title: things.titleOf(thing)?.trim() || t('answer.untitled') })}
    </p>
  )
}
