import { composeMail } from './compose-mail.ts'
import type { Mail } from './mailer.ts'
import { fill, messages } from './messages.ts'

export interface InvitationMail {
  readonly to: string
  readonly inviter: string
  readonly organisation: string
  readonly workspace?: string | undefined
  readonly title?: string | undefined
  readonly url: string
  readonly expiresAt: number
}

export function invitationMail({ to, url, expiresAt, workspace, title, ...names }: InvitationMail): Mail {
  const words = messages.invitation
  const date = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(expiresAt)
  return composeMail(to, {
    subject: fill(words.subject, names),
    paragraphs: [
      fill(words.intro, names),
      ...(workspace ? [fill(words.workspace, { workspace })] : []),
      ...(title ? [fill(words.thing, { title })] : []),
      fill(words.until, { date }),
    ],
    action: { label: words.action, url },
    footer: fill(words.footer, names),
  })
}
