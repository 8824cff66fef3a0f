import type { AccountId } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock, Random } from '#shared/kit/ports.ts'
import { composeMail, type MailWords } from '#server/mail/compose-mail.ts'
import type { Mailer } from '#server/mail/mailer.ts'
import type { AccountRecord, AccountStore, MailToken } from '#server/storage/account-store.ts'
import { openAttemptLimit } from './attempt-limit.ts'
import type { Identity } from './identity.ts'
import { hashPassword, type PasswordCost } from './password-hash.ts'
import { hashToken } from './sessions.ts'
import { accountNote, type Where } from './where.ts'

export interface MailProofPorts {
  readonly control: AccountStore
  readonly identity: Pick<Identity, 'allEnded'>
  readonly mailer: Mailer
  readonly clock: Clock
  readonly random: Random
  readonly cost: PasswordCost
  /** What links in mails begin with: never what a request says. */
  site(): string
  report(fault: unknown): void
}

/** Links that a mail carries: to set a password, and to show that an address is somebody's own. */
export interface MailProofs {
  /** Mail can be sent. */
  readonly isPossible: boolean
  /** For whom the address is or is not an account's, the same answer after the same time; the mail leaves later. */
  askReset(email: string, where: Where): Outcome<'too-many', void>
  reset(token: string, password: string, where: Where): Promise<Outcome<'link-gone' | 'too-many', void>>
  /** To `email`, which becomes the account's address when the link has been opened. */
  askVerification(account: AccountId, email: string, where: Where): Promise<Outcome<'too-many' | 'no-mail', void>>
  verify(token: string, where: Where): Promise<Outcome<'link-gone' | 'email-taken' | 'too-many', void>>
  /** Tells the owner of an account what somebody did to it. */
  tell(account: AccountId, words: Pick<MailWords, 'subject' | 'paragraphs'>): void
  /** When what was asked for so far has been sent or has failed. */
  settled(): Promise<void>
}

const resetLifeMs = 30 * 60_000
const verificationLifeMs = 24 * 60 * 60_000

export function openMailProofs(ports: MailProofPorts): MailProofs {
  const { control, mailer, clock } = ports
  // By where it comes from, by whom the mail would reach, and for those who guess links.
  const askers = openAttemptLimit({ clock, free: 10 })
  const mailboxes = openAttemptLimit({ clock, free: 3 })
  const guesses = openAttemptLimit({ clock, free: 10 })
  const asked = (email: string, { address }: Where): Outcome<'too-many', void> => {
    const waitMs = Math.max(askers.waitMs(address), mailboxes.waitMs(email))
    if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
    askers.failed(address)
    mailboxes.failed(email)
    return done()
  }
  const under = new Set<Promise<unknown>>()
  const later = (act: () => Promise<unknown>) => {
    const acting = new Promise((resolve) => setImmediate(resolve))
      .then(act)
      .catch(ports.report)
      .finally(() => under.delete(acting))
    under.add(acting)
  }
  return {
    isPossible: mailer.isSetUp,
    askReset: (email, where) => {
      const admitted = asked(email, where)
      if (admitted.ok && mailer.isSetUp) later(() => sendReset(ports, email, where))
      return admitted
    },
    reset: async (token, password, where) => {
      const link = await follow({ token, purpose: 'reset', where, guesses, ...ports })
      return link.ok ? resetWith(ports, { link: link.value, password, where }) : link
    },
    askVerification: async (account, email, where) => {
      if (!mailer.isSetUp) return refused('no-mail')
      const admitted = asked(email, where)
      if (admitted.ok) later(() => sendVerification(ports, { account, email, where }))
      return admitted
    },
    verify: async (token, where) => {
      const link = await follow({ token, purpose: 'verify', where, guesses, ...ports })
      if (!link.ok) return link
      const { account } = link.value
      const note = accountNote({ action: 'account.email-verified', account, where, timeMs: clock.now() })
      const result = await control.verifyEmail(link.value, note)
      if (result === 'verified') return done()
      return refused(result === 'gone' ? 'link-gone' : result)
    },
    tell: (account, words) => {
      if (mailer.isSetUp) later(() => tellOwner(ports, account, words))
    },
    settled: async () => void (await Promise.all(under)),
  }
}

interface Followed {
  readonly token: string
  readonly purpose: MailToken['purpose']
  readonly where: Where
  readonly guesses: ReturnType<typeof openAttemptLimit>
  readonly control: AccountStore
  readonly clock: Clock
}

async function follow(asked: Followed): Promise<Outcome<'link-gone' | 'too-many', MailToken>> {
  const { token, purpose, where, guesses, control, clock } = asked
  const waitMs = guesses.waitMs(where.address)
  if (waitMs > 0) return refused('too-many', String(Math.ceil(waitMs / 1000)))
  const found = await control.mailToken(hashToken(token))
  if (found?.purpose === purpose && found.expiresAt > clock.now()) return done(found)
  guesses.failed(where.address)
  return refused('link-gone')
}

async function resetWith(
  { control, identity, random, cost, clock }: MailProofPorts,
  { link, password, where }: { link: MailToken; password: string; where: Where },
): Promise<Outcome<'link-gone', void>> {
  const { account } = link
  const hash = await hashPassword(password, { random, cost })
  const note = accountNote({ action: 'password.reset', account, where, timeMs: clock.now() })
  if (!(await control.resetPassword(link, hash, note))) return refused('link-gone')
  identity.allEnded(account)
  return done()
}

async function sendReset(ports: MailProofPorts, email: string, where: Where): Promise<void> {
  const { control, clock } = ports
  const record = await control.accountByEmail(email)
  if (!record) {
    const note = {
      action: 'password.reset-asked',
      account: undefined,
      where,
      timeMs: clock.now(),
      outcome: 'refused',
    } as const
    return control.noteAccess(accountNote(note))
  }
  const url = await linkOf(ports, { account: record.id, purpose: 'reset', email, where })
  await send(ports, record, email, {
    subject: 'Set a new password for Nexus',
    paragraphs: [
      `Somebody asked for a new password for the Nexus account of ${email}. The link works once, for 30 minutes.`,
      'When a new password is set, every device of the account has to sign in again.',
    ],
    action: { label: 'Set a new password', url },
    footer: 'If that was not you, leave it: without the link nothing changes.',
  })
}

async function sendVerification(
  ports: MailProofPorts,
  { account, email, where }: { account: AccountId; email: string; where: Where },
): Promise<void> {
  const [record] = await ports.control.accountsById([account])
  if (!record) return
  const url = await linkOf(ports, { account, purpose: 'verify', email, where })
  await send(ports, record, email, {
    subject: 'Confirm your address for Nexus',
    paragraphs: [`Confirm that ${email} is your address. The link works once, for a day.`],
    action: { label: 'Confirm the address', url },
    footer: 'If you have no account at this Nexus, somebody mistyped theirs: leave it, and nothing happens.',
  })
}

async function tellOwner(
  ports: MailProofPorts,
  account: AccountId,
  { subject, paragraphs }: Pick<MailWords, 'subject' | 'paragraphs'>,
): Promise<void> {
  const [record] = await ports.control.accountsById([account])
  // Accounts of the operator's file may have a name where others have an address.
  if (!record?.email.includes('@')) return
  const footer = 'If that was not you, set a new password and look through Settings, Security.'
  await send(ports, record, record.email, { subject, paragraphs, footer })
}

const lives = { reset: resetLifeMs, verify: verificationLifeMs }

async function linkOf(
  { control, clock, random, site }: MailProofPorts,
  asked: Omit<MailToken, 'tokenHash' | 'expiresAt'> & { where: Where },
): Promise<string> {
  const { where, ...rest } = asked
  const token = Buffer.from(random.bytes(32)).toString('base64url')
  const timeMs = clock.now()
  const action = asked.purpose === 'reset' ? 'password.reset-asked' : 'account.verification-asked'
  const note = accountNote({ action, account: asked.account, where, timeMs, isByAnyone: asked.purpose === 'reset' })
  await control.insertMailToken(
    { ...rest, tokenHash: hashToken(token), expiresAt: timeMs + lives[asked.purpose] },
    note,
  )
  // Behind the hash, which no browser sends: it is in no log of a proxy and in no Referer.
  return `${site()}/${asked.purpose}#${token}`
}

function send({ mailer }: MailProofPorts, { name }: AccountRecord, to: string, words: MailWords): Promise<boolean> {
  return mailer.send(composeMail(to, { ...words, paragraphs: [`Hello ${name},`, ...words.paragraphs] }))
}
