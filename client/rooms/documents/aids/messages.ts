export const messages = {
  label: 'Found in this text',
  again: 'Look again',
  how: 'Read on this device, nothing is sent. It reads English.',
  nothing: 'Nothing stands out here yet.',
  moved: 'This sentence has been changed. Look again to find what is there now.',
  tasks: 'Tasks in this text',
  add: 'Add task',
  addLabel: 'Add task: {title}',
  due: 'Due {day}',
  added: '“{title}” is a task now',
  addStep: 'Add a task from a text',
  open: 'Open task',
  openLabel: 'Open task: {title}',
  sentences: 'Key sentences',
  related: 'Related',
  shares: 'Shares {words}',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    documentAids: typeof messages
  }
}
