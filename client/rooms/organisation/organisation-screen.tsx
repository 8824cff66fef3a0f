import { Button } from '@mantine/core'
import { IconBuilding, IconCloudOff, IconLock, IconUser } from '@tabler/icons-react'
import { Link, notFound, useLocation, useParams } from '@tanstack/react-router'
import { useSession, useWorkspace } from '#client/replica/index.ts'
import type { Refused } from '#shared/kit/outcome.ts'
import type { OrganisationDetail, OrganisationSummary } from '#shared/protocol/rest-admin.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { MenuBesidePage } from '#client/ui/menu-page.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { AnswersProvider, useAnswer, useRefresh } from '../use-answer.tsx'
import { CurrentContext, usePagePath } from './current.ts'
import { messages } from './messages.ts'
import { OrganisationMenu } from './organisation-menu.tsx'
import { PageBody } from './page-body.tsx'
import { type PageName, pageNamed, pages } from './pages.ts'
import { NewOrganisation } from './new-organisation.tsx'

export function OrganisationScreen() {
  return (
    <RoomText room="organisation" messages={messages}>
      <AnswersProvider>
        <Gate />
      </AnswersProvider>
    </RoomText>
  )
}

/** Who is signed out or alone has no organisation to see. */
function Gate() {
  const { session, status } = useSession()
  if (status === 'unknown') return null
  if (!session?.account) return <Nothing why={status === 'unreachable' ? 'offline' : 'signedOut'} />
  return <Found />
}

function Found() {
  const { org } = useParams({ strict: false }) as { org?: string }
  const { id } = useWorkspace()
  const { session } = useSession()
  const all = useAnswer<readonly OrganisationSummary[]>('orgs')
  const refresh = useRefresh()
  if (all.status === 'loading') return null
  if (all.status === 'failed') return <Nothing why="offline" again={() => refresh('orgs')} />
  const home = session?.workspaces.find((workspace) => workspace.id === id)?.organisation
  const wanted = org ?? home
  // Guests see what is shared with them; the organisation itself is not for them.
  const own = all.value.filter(({ role }) => role !== 'guest')
  const shown = own.find((each) => each.id === wanted || each.slug === wanted) ?? (org ? undefined : own[0])
  if (!shown) return org ? <Nothing why="unknown" /> : <Nothing why="none" />
  return <Shown key={shown.id} summary={shown} all={own} />
}

function Shown({ summary, all }: { summary: OrganisationSummary; all: readonly OrganisationSummary[] }) {
  const { page } = useParams({ strict: false }) as { page?: string }
  const name = pageNamed(page)
  const detail = useAnswer<OrganisationDetail>(`orgs/${summary.id}`)
  const refresh = useRefresh()
  if (page !== undefined && !name) throw notFound()
  if (detail.status === 'loading') return null
  if (detail.status === 'failed') {
    const { refusal } = detail
    const again = () => refresh('orgs')
    if (refusal.reason === 'unreachable') return <Nothing why="offline" again={again} />
    return (
      <KeptOut summary={summary} refusal={refusal} others={all.filter(({ id }) => id !== summary.id)} again={again} />
    )
  }
  return (
    <CurrentContext value={{ organisation: detail.value, all }}>
      <Layout page={name} first={firstPage(detail.value)} />
    </CurrentContext>
  )
}

function firstPage({ role }: OrganisationDetail): PageName {
  return pages.find((each) => role === 'admin' || !each.admin)?.name ?? 'general'
}

/** A menu and a page side by side; on a phone one after the other. */
function Layout({ page, first }: { page: PageName | undefined; first: PageName }) {
  const isPhone = useIsPhone()
  const shown = page ?? (isPhone ? undefined : first)
  return (
    <MenuBesidePage>
      {(!isPhone || !shown) && <OrganisationMenu {...(shown && { current: shown })} />}
      {shown && <PageBody page={shown} hasBack={isPhone} />}
    </MenuBesidePage>
  )
}

interface KeptOutProps {
  summary: OrganisationSummary
  refusal: Refused<string>
  others: readonly OrganisationSummary[]
  again: () => void
}

/** The organisation lets nobody in who has no second factor, or is suspended: the server's sentence, and the ways on. */
function KeptOut({ summary, refusal, others, again }: KeptOutProps) {
  const t = useText('organisation')
  const { href } = useLocation()
  const pathOf = usePagePath()
  return (
    <EmptyState
      isPage
      icon={<IconLock size={24} stroke={1.5} />}
      title={t('nothing.keptOut', { name: summary.name })}
      actions={
        <>
          {refusal.reason === 'two-factor-needed' && (
            <Button component={Link} to="/two-factor" search={{ to: href } as never}>
              {t('nothing.security')}
            </Button>
          )}
          <Button variant="default" onClick={again}>
            {t('again')}
          </Button>
          {others.map((other) => (
            <Button key={other.id} variant="default" component={Link} to={pathOf(other.id)}>
              {other.name}
            </Button>
          ))}
        </>
      }
    >
      {refusal.detail ?? t('refused.body')}
    </EmptyState>
  )
}

const icons = { signedOut: IconUser, offline: IconCloudOff, none: IconBuilding, unknown: IconBuilding }

function Nothing({ why, again }: { why: keyof typeof icons; again?: () => void }) {
  const t = useText('organisation')
  const { id } = useWorkspace()
  const Icon = icons[why]
  return (
    <EmptyState
      isPage
      icon={<Icon size={24} stroke={1.5} />}
      title={t(`nothing.${why}.title`)}
      actions={
        <>
          {why === 'signedOut' && (
            <Button component={Link} to={`/w/${id}/settings/account`}>
              {t('nothing.signIn')}
            </Button>
          )}
          {why === 'none' && <NewOrganisation />}
          {again && <Button onClick={again}>{t('again')}</Button>}
        </>
      }
    >
      {t(`nothing.${why}.body`)}
    </EmptyState>
  )
}
