export const answerMessages = {
  outside: 'Leads outside: shows the address',
  leadsTo: 'This leads to',
  open: 'Open in a new tab',
  copy: 'Copy address',
  picture: 'Picture: {what}',
  pictureOutside: 'A picture from outside is not shown: {what}',
  pictureGone: 'This picture is not here: {what}',
  nameless: 'without a description',
  done: 'Done',
  notDone: 'Not done',
  notFound: '(not found)',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    answer: typeof answerMessages
  }
}
