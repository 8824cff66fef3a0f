import { Notifications } from '@mantine/notifications'
import classes from './theme.module.css'

/** Where announcements appear: at the lower edge, on a phone above the bar. */
export function Announcements() {
  return <Notifications position="bottom-right" limit={4} classNames={{ root: classes.notifications ?? '' }} />
}
