import { IconWorld } from '@tabler/icons-react'
import type { OrganisationMember } from '#shared/protocol/rest-admin.ts'
import type { OrganisationLink } from '#shared/protocol/rest-sharing.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useWholeList } from '../../use-answer.tsx'
import { useOrganisation } from '../current.ts'
import { Answered } from '../parts/answered.tsx'
import { RevocableRow } from '../parts/revocable-row.tsx'
import { useAct } from '../parts/use-act.ts'
import { MemberTable } from './member-table.tsx'
import { membersMatching } from './members-matching.ts'
import classes from '../parts/parts.module.css'

/** What is shared outside: with people who are no members, and with whoever has a link. */
export function GuestsPage() {
  const t = useText('organisation')
  const { path } = useOrganisation()
  const members = useWholeList<OrganisationMember>(`${path}/members`)
  const links = useWholeList<OrganisationLink>(`${path}/links`)
  return (
    <>
      <h2 className={classes.heading}>{t('guests.title')}</h2>
      <p className={classes.intro}>{t('guests.intro')}</p>
      <Answered answer={members} path={path}>
        {(all) => <Guests guests={all.filter(({ role }) => role === 'guest')} />}
      </Answered>
      <h2 className={classes.heading}>{t('links.title')}</h2>
      <p className={classes.intro}>{t('links.intro')}</p>
      <Answered answer={links} path={path}>
        {(all) => <Links links={all} />}
      </Answered>
    </>
  )
}

function Guests({ guests }: { guests: readonly OrganisationMember[] }) {
  const t = useText('organisation')
  if (guests.length === 0) return <p className={classes.quiet}>{t('guests.none')}</p>
  return <MemberTable members={membersMatching(guests, '')} />
}

function Links({ links }: { links: readonly OrganisationLink[] }) {
  const t = useText('organisation')
  if (links.length === 0) {
    return (
      <EmptyState isCertain icon={<IconWorld size={24} stroke={1.5} />} title={t('links.none')}>
        {t('links.noneBody')}
      </EmptyState>
    )
  }
  return (
    <ul className={classes.list}>
      {links.map((link) => (
        <LinkRow key={link.id} link={link} />
      ))}
    </ul>
  )
}

function LinkRow({ link }: { link: OrganisationLink }) {
  const t = useText('organisation')
  const format = useFormatter()
  const { path } = useOrganisation()
  const { act, isBusy } = useAct(path)
  const title = link.title || t('untitled')
  const day = (at: number) => format.dateTime(new Date(at), { dateStyle: 'medium' })
  const revoke = () => act(`workspaces/${link.workspace}/links/${link.id}`, { method: 'DELETE' }, t('links.revoked'))
  const facts = [
    link.workspaceName,
    t(`links.roles.${link.role}`),
    link.expiresAt === undefined ? t('links.forever') : t('links.until', { date: day(link.expiresAt) }),
    ...(link.hasPassword ? [t('links.protected')] : []),
    link.lastUsedAt === undefined ? t('links.unused') : t('links.used', { date: day(link.lastUsedAt) }),
    t('links.by', { name: link.createdBy }),
  ]
  return (
    <RevocableRow
      title={title}
      facts={facts}
      question={{ title: t('links.revokeTitle', { title }), body: t('links.revokeBody') }}
      action={{ label: t('links.revoke'), of: t('links.revokeOf', { title }) }}
      isBusy={isBusy}
      revoke={revoke}
    />
  )
}
