import { aiMessages } from './ai/messages.ts'
import { labels } from './labels.ts'
import { peopleMessages } from './people/messages.ts'
import { rulesMessages } from './rules/messages.ts'
import { spacesMessages } from './spaces/messages.ts'

export const messages = {
  ...labels,
  ...peopleMessages,
  ...spacesMessages,
  ...rulesMessages,
  ...aiMessages,
  which: 'Organisation',
  back: 'All pages of the organisation',
  groups: { people: 'People', access: 'Work and access', rules: 'Rules' },
  pages: {
    members: 'Members',
    teams: 'Teams',
    guests: 'Guests and links',
    invitations: 'Invitations',
    workspaces: 'Workspaces',
    access: 'Who sees what',
    roles: 'Roles explained',
    general: 'General',
    'sign-in': 'Sign-in',
    retention: 'Retention',
    quotas: 'Quotas',
    keys: 'API keys',
    secrets: 'Secrets',
    assistant: 'Assistant',
    agents: 'Agents',
    audit: 'Audit log',
  },
  nothing: {
    signedOut: {
      title: 'Sign in to see your organisation',
      body: 'An organisation is people with accounts. Your work on this device needs none.',
    },
    offline: {
      title: 'This needs the server',
      body: 'Members and rules are kept by the server, and it cannot be reached now. Your own work goes on; try again when you are connected.',
    },
    none: {
      title: 'No organisation yet',
      body: 'With an organisation several people share workspaces, teams and rules.',
    },
    unknown: {
      title: 'There is no such organisation',
      body: 'It may have been removed, or you no longer belong to it.',
    },
    signIn: 'Sign in',
    keptOut: '{name} does not let you in now',
    security: 'Turn on two-factor sign-in',
  },
  create: {
    open: 'New organisation',
    title: 'New organisation',
    name: 'Name',
    hint: 'You become its administrator. You can rename it later.',
    action: 'Create',
  },
  roles: { admin: 'Admin', member: 'Member', guest: 'Guest' },
  roleHints: {
    admin: 'Runs the organisation: people, teams, rules, and who has access to what.',
    member: 'Sees who belongs to it, and works in what is shared with them.',
    guest: 'From outside: sees only the single things that are shared with them.',
  },
  workspaceRoles: { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' },
  rights: { none: 'No access', 'r--': 'Can view', 'rw-': 'Can edit', rwx: 'Can edit and run' },
  bits: { r: 'reads', w: 'changes', x: 'runs' },
  you: 'you',
  untitled: 'Untitled',
  loading: 'Asking the server…',
  again: 'Try again',
  cancel: 'Cancel',
  save: 'Save',
  saved: 'Saved',
  done: 'Done',
  copy: 'Copy',
  once: 'Copy it now: it is shown only once.',
  days: '{days, plural, one {# day} other {# days}}',
  confirmName: 'Type “{name}” to confirm',
  invited: {
    sent: '{email} has no account on this server yet. An invitation was sent; this is the same link.',
    pass: '{email} has no account on this server yet, and no mail could be sent. Pass this link on; it works for that address only.',
    link: 'Invitation link',
  },
  offline: {
    title: 'The server cannot be reached',
    body: 'This is kept by the server. Try again when you are connected.',
    stale: 'The server cannot be reached. This is how it was a moment ago; changes are not possible now.',
  },
  refused: { title: 'This is not for you to see', body: 'Ask an administrator of the organisation.' },
  failed: 'That did not work: {reason}',
  unreachable: 'The server could not be reached. Nothing has changed.',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    organisation: typeof messages
  }
}
