/** What mails of the tenancy say; `{name}` is filled in. */
export const messages = {
  invitation: {
    subject: '{inviter} invites you to {organisation}',
    intro: '{inviter} invites you to {organisation} on Nexus.',
    workspace: 'You will be working in {workspace}.',
    thing: 'It is about “{title}”.',
    action: 'Accept the invitation',
    until: 'The link is for you alone and works until {date}.',
    footer: 'You get this because {inviter} entered your address. If you do not know them, you need not do anything.',
  },
} as const

/** The words with what is in braces filled in. */
export function fill(words: string, values: Readonly<Record<string, string>>): string {
  return words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
