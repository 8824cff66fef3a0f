import { useQuery } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { PartBoundary } from '#client/ui/part-boundary.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useStillComing } from '#client/ui/still-coming.tsx'
import { usePageTitle } from '#client/ui/use-page-title.ts'
import type { ClientRoom, Widget } from '../client-room.ts'
import { useRoomList } from '../room-list.ts'
import { anythingHere } from './anything-here.ts'
import { FirstSteps } from './first-steps.tsx'
import { Greeting } from './greeting.tsx'
import classes from './home-screen.module.css'

/** A page of what the rooms have to say today. Home itself knows none of them. */
export function HomeScreen() {
  const t = useText('home')
  const rooms = useRoomList()
  const widgets = groupOrder.flatMap((group) => widgetsOf(rooms, group))
  usePageTitle(t('label'))
  const hasAnything = useQuery(anythingHere)
  return (
    <div className={classes.scroll} data-scroll>
      <div className={classes.home}>
        <Greeting />
        <Widgets widgets={widgets} area="top" />
        {hasAnything ? (
          <div className={classes.columns}>
            <section className={classes.column} aria-label={t('overview')}>
              <Widgets widgets={widgets} area="main" />
            </section>
            <section className={classes.column} aria-label={t('aside')}>
              <Widgets widgets={widgets} area="side" />
            </section>
          </div>
        ) : (
          <NothingYet />
        )}
      </div>
    </div>
  )
}

function NothingYet() {
  const coming = useStillComing()
  return coming ? <EmptyState title={coming.title}>{coming.text}</EmptyState> : <FirstSteps />
}

/** What has to be done stands before what can be read again. */
const groupOrder = ['act', 'think', 'see'] as const

function widgetsOf(rooms: readonly ClientRoom[], group: ClientRoom['group']): readonly Widget[] {
  return rooms.filter((room) => room.group === group).flatMap((room) => room.widgets ?? [])
}

function Widgets({ widgets, area }: { widgets: readonly Widget[]; area: Widget['area'] }) {
  return widgets
    .filter((widget) => widget.area === area)
    .map(({ name, component: Component }) => (
      <PartBoundary key={name}>
        <Component />
      </PartBoundary>
    ))
}
