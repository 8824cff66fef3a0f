import { labels } from './labels.ts'

export const messages = {
  ...labels,
  title: 'Share “{title}”',
  loading: 'Looking up who has access…',
  levels: { none: 'No access', view: 'Can view', run: 'Can view and run', edit: 'Can edit', full: 'Full access' },
  hints: {
    view: 'Reads it, changes nothing.',
    edit: 'Reads and changes it.',
    full: 'Changes it and decides who has access.',
  },
  add: {
    label: 'Add people or teams',
    placeholder: 'Name, team or e-mail address',
    level: 'What they may do',
    action: 'Share',
    remove: 'Leave out {name}',
    searching: 'Searching…',
    nobody: 'Nobody of that name. Type a whole e-mail address to invite somebody.',
    invite: 'Invite {email}',
    team: 'Team · {count, plural, one {# member} other {# members}}',
    everyone: 'Everyone · {count, plural, one {# member} other {# members}}',
    done: '{count, plural, one {Shared with {name}.} other {Shared with # people and teams.}}',
  },
  invited: {
    sent: '{email} has no account here yet. An invitation was sent.',
    pass: '{email} has no account here yet. Pass this link on; it works for that address only.',
    link: 'Invitation link for {email}',
  },
  people: 'Who has access',
  you: 'you',
  nobody: 'Nobody yet.',
  of: 'Access of {name}: {level}',
  take: 'Remove access',
  taken: '{name} has no access here any more.',
  changed: '{name}: {level}.',
  above: 'To change this, change it where it comes from.',
  inherit: {
    title: 'Access from the workspace',
    on: 'Everyone who has access to {workspace} has it here, too.',
    off: 'Only those listed above have access, whatever they may do in {workspace}.',
    breakTitle: 'Stop taking over access from {workspace}?',
    breakBody:
      'Everyone who sees this only because they are in the workspace loses it within a second, on all their devices. Those who are listed with access of their own keep it, and so do you. You can turn it on again at any time.',
    break: 'Stop taking it over',
    joinTitle: 'Open it to the workspace again?',
    joinBody: 'Everyone in {workspace} will have the access that they have there. Access given here stays.',
    join: 'Open it',
  },
  links: {
    title: 'Public links',
    intro:
      'Whoever has the link can read this one thing in a browser, and of a folder what lies in it: without an account, and nothing else.',
    create: 'Create public link',
    action: 'Create link',
    cancel: 'Cancel',
    role: 'With the link one can',
    roles: { viewer: 'read', editor: 'read, and edit after signing in' },
    expires: 'Works',
    never: 'until taken back',
    days: '{days, plural, one {for # day} other {for # days}}',
    password: 'Password (optional)',
    passwordHint: 'At least 4 characters. Pass it on by another way than the link.',
    once: 'Public link',
    onceHint: 'Copy it now: it is shown only once.',
    copy: 'Copy',
    copied: 'The link is copied.',
    forever: 'Works until it is taken back',
    until: 'Works until {date}',
    protected: 'with a password',
    unused: 'never opened',
    used: 'last opened {date}',
    by: 'made by {name}',
    revoke: 'Take back',
    revokeOf: 'Take back the public link: {what}',
    revokeTitle: 'Take this public link back?',
    revokeBody: 'It stops working at once, for everyone who has it. It cannot be made to work again.',
    revoked: 'The public link does not work any more.',
  },
  copyLink: 'Copy link',
  copiedLink: 'The link is copied. Only those with access can open it.',
  done: 'Done',
  notNow: {
    local: {
      title: 'Only you can see this',
      body: 'This workspace is on this device only. Once it is synced you can share it, or single things of it.',
      action: 'Sync this workspace',
    },
    offline: {
      title: 'Sharing needs the server',
      body: 'The server decides who sees what, and it cannot be reached now. Nothing has changed; try again when you are connected.',
    },
    notYours: {
      title: 'You cannot share this',
      body: 'Only those with full access decide who else has it. Ask one of them.',
    },
    signedOut: {
      title: 'Sign in to share',
      body: 'You are signed out on this device.',
      action: 'Sign in',
    },
  },
  stale: 'The server cannot be reached. This is how it was a moment ago; changes are not possible now.',
  again: 'Try again',
  failed: 'That did not work: {reason}',
  unreachable: 'The server could not be reached. Nothing has changed.',
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    sharing: typeof messages
  }
}
