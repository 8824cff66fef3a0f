export const messages = {
  label: 'Home',
  greeting: {
    night: 'Good night',
    morning: 'Good morning',
    afternoon: 'Good afternoon',
    evening: 'Good evening',
    named: '{greeting}, {name}',
  },
  start: {
    title: 'Begin with a sentence',
    body: 'No account and no network needed. What you write is saved on this device as you type, and stays yours when you sync it later.',
    viewer: 'Nothing is here yet. People who can edit this workspace will fill it.',
  },
  overview: 'Overview',
  aside: 'At hand',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    home: typeof messages
  }
}
