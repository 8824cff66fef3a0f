import { Button, Select } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { grantOf, type Level } from '#shared/access/levels.ts'
import type { DirectoryEntry, NewOrganisationInvitation } from '#shared/protocol/rest-admin.ts'
import type { GrantAnswer } from '#shared/protocol/rest-sharing.ts'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { CopyField } from './copy-field.tsx'
import { PeopleField } from './people-field.tsx'
import { useSharingAct } from './use-sharing-acts.ts'
import classes from './sharing.module.css'

/** Whom to share with and how. Somebody without an account is invited: then there is a link to pass on. */
export function AddPeople({ path, offered }: { path: string; offered: readonly Level[] }) {
  const t = useText('sharing')
  const [chosen, setChosen] = useState<readonly DirectoryEntry[]>([])
  const [level, setLevel] = useState<Level>('edit')
  const [invited, setInvited] = useState<readonly NewOrganisationInvitation[]>([])
  const { share, isBusy } = useShare(path)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { left, invitations } = await share(chosen, level)
    setChosen(left)
    setInvited(invitations)
  }
  return (
    <form onSubmit={(event) => void submit(event)}>
      <div className={classes.add}>
        <PeopleField chosen={chosen} setChosen={setChosen} />
        <Select
          w={150}
          allowDeselect={false}
          aria-label={t('add.level')}
          data={offered.map((value) => ({ value, label: t(`levels.${value}`) }))}
          value={level}
          onChange={(value) => value && setLevel(value as Level)}
        />
        <Button type="submit" loading={isBusy} disabled={chosen.length === 0}>
          {t('add.action')}
        </Button>
      </div>
      {invited.map((invitation) => (
        <Invited key={invitation.id} invitation={invitation} />
      ))}
    </form>
  )
}

function useShare(path: string) {
  const t = useText('sharing')
  const announce = useAnnounce()
  const { act, isBusy } = useSharingAct(path)
  /** Whom it did not work for stays in the field. */
  const share = async (chosen: readonly DirectoryEntry[], level: Level) => {
    const invitations: NewOrganisationInvitation[] = []
    const left: DirectoryEntry[] = []
    for (const entry of chosen) {
      const at = `${path}/${encodeURIComponent(entry.subject)}`
      const outcome = await act<GrantAnswer | undefined>(at, { method: 'PUT', body: grantOf(level) })
      if (!outcome.ok) left.push(entry)
      else if (outcome.value?.invitation) invitations.push(outcome.value.invitation)
    }
    const shared = chosen.filter((entry) => !left.includes(entry))
    if (shared[0]) announce(t('add.done', { count: shared.length, name: shared[0].name }))
    return { left, invitations }
  }
  return { share, isBusy }
}

function Invited({ invitation: { email = '', wasSent, token } }: { invitation: NewOrganisationInvitation }) {
  const t = useText('sharing')
  return (
    <div className={classes.box} role="status">
      <p>{wasSent ? t('invited.sent', { email }) : t('invited.pass', { email })}</p>
      {!wasSent && <CopyField label={t('invited.link', { email })} value={`${location.origin}/invite/${token}`} />}
    </div>
  )
}
