/** Words for repetitions: they come with the screens that say them. */
export const messages = {
  daily: '{interval, plural, =1 {Every day} =2 {Every other day} other {Every # days}}',
  weekly: '{interval, plural, =1 {Every week} =2 {Every other week} other {Every # weeks}}',
  weeklyOn: '{interval, plural, =1 {Every {days}} =2 {Every other {days}} other {Every # weeks on {days}}}',
  weekdays: 'Every weekday',
  weekends: 'Every weekend',
  monthly: '{interval, plural, =1 {Every month} =2 {Every other month} other {Every # months}}',
  yearly: '{interval, plural, =1 {Every year} =2 {Every other year} other {Every # years}}',
  on: '{every} on {when}',
  dayOfMonth: 'the {day, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
  lastDay: 'the last day',
  nthLast: 'the {day, selectordinal, one {#st} two {#nd} few {#rd} other {#th}} day from the end',
  nthWeekday: 'the {nth, select, 1 {first} 2 {second} 3 {third} 4 {fourth} 5 {fifth} other {last}} {weekday}',
  until: '{rule}, until {date}',
  whenDone: '{rule}, counted from when it is done',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    repeatWords: typeof messages
  }
}
