import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Outcome } from '#shared/kit/outcome.ts'
import type { Problem } from '#shared/protocol/rest.ts'
import { sentenceOf } from '#server/log/command-runner.ts'
import { QuotaFull } from '#server/storage/quota-store.ts'
import { StorageFault } from '#server/storage/storage-fault.ts'

/** Every refusal of the REST doors: its status and the sentence a person reads. */
const problems = {
  'not-signed-in': [401, 'Sign in first.'],
  'wrong-credentials': [401, 'E-mail address and password do not belong together.'],
  'second-step-needed': [401, 'The password is right. A code of your authenticator app is needed, too.'],
  'wrong-code': [401, 'That code is not right, or was used already. Wait for the next one.'],
  'wrong-passkey': [401, 'That passkey does not open an account here.'],
  'proof-needed': [403, 'For this, show once more that it is you: enter your password, or sign in again.'],
  'organisation-suspended': [403, 'This organisation is suspended. Ask whoever runs the server.'],
  'two-factor-needed': [403, 'This organisation asks for two-factor sign-in. Turn it on in Settings, Security.'],
  'not-allowed': [403, 'Your role in this workspace does not allow that.'],
  'read-only': [403, 'You can read this workspace but not change it.'],
  'foreign-origin': [403, 'This request came from a page of another site.'],
  'setup-word-needed': [403, 'The first account of this server needs the set-up link that it printed when it started.'],
  'invitation-needed': [403, 'Accounts on this server are by invitation. Ask someone who has one for a link.'],
  'not-found': [404, 'There is nothing here for you.'],
  'no-access': [404, 'There is nothing here for you.'],
  'unknown-command': [404, 'This server knows no such command.'],
  'email-taken': [409, 'There is an account with this e-mail address already. Sign in instead.'],
  'has-two-factor': [409, 'Two-factor sign-in is on already. Turn it off first.'],
  'no-two-factor': [409, 'This account has no two-factor sign-in that could be reset.'],
  'own-factor': [409, 'Turn off your own two-factor sign-in in Settings, Security, with a code.'],
  'operator-only': [
    403,
    "Only whoever runs the server can reset this person's two-factor sign-in: the account is not your organisation's alone.",
  ],
  'link-taken': [409, 'That account there is linked to another account here, or another one of it to yours.'],
  'last-way-in': [409, 'Without it you could not sign in any more. Set a password first.'],
  'no-mail': [409, 'This server can not send mail. Ask whoever runs it.'],
  'passkey-elsewhere': [
    409,
    'Passkeys belong to the address that people use for this server, and this is another one.',
  ],
  'has-password': [409, 'This account has a password already.'],
  'workspace-taken': [409, 'A workspace with this id belongs to someone else.'],
  'under-way': [409, 'The same request is under way. Its answer can be had in a moment.'],
  'done-already': [409, 'This was done already. Its answer held a secret, which is shown once.'],
  'outcome-unknown': [
    409,
    'The server stopped or failed in the middle of this request, so it may have been done. Look whether it was; if not, ask again with another Idempotency-Key.',
  ],
  'key-reused': [422, 'This Idempotency-Key was used for another request.'],
  'too-many-requests': [429, 'Too many requests. Go on in a moment.'],
  'base-gone': [409, 'That version is no longer kept apart from later ones. Read it again and edit that.'],
  'history-gone': [
    409,
    'What it was before is no longer kept change by change. Its version history may still have it.',
  ],
  'nothing-to-take-back': [409, 'There is nothing left of it that could be taken back.'],
  'name-differs': [422, 'The title that is given would make another path than the one that is written to.'],
  'note-unreadable': [422, 'The server could not make a document of this text.'],
  'changed-meanwhile': [412, 'It has been changed since you read it. Read it again.'],
  'last-owner': [409, 'A workspace keeps one owner at least. Make someone else an owner first.'],
  'quota-exceeded': [409, 'This organisation is at a limit. An administrator can raise it or make room.'],
  'storage-full': [
    507,
    'This organisation has used up its storage. An administrator can raise the limit or make room.',
  ],
  'wrong-name': [422, 'That is not the name of the organisation. Nothing was erased.'],
  'wrong-archive': [422, 'This is no archive of an organisation. Nothing was changed.'],
  'quota-requests': [429, 'This organisation asks more often than it may. Try again in a minute.'],
  'command-refused': [409, 'The command was refused.'],
  'not-for-guests': [403, 'Guests of an organisation see what was shared with them, and nothing else of it.'],
  'wrong-address': [403, 'This invitation is for another e-mail address. Sign in with the account of that address.'],
  'domain-not-allowed': [
    403,
    'This organisation takes members with certain e-mail addresses only; this is none of them.',
  ],
  'factor-needed-first': [
    409,
    'Set up a second step for your own sign-in first: you would be kept out like everybody without one.',
  ],
  'last-sharer': [409, 'Nobody could share it any more. Give someone else full access first.'],
  'last-admin': [409, 'An organisation keeps one administrator at least. Make someone else one first.'],
  'not-for-agents': [409, 'An agent can not be an administrator or a guest.'],
  'team-cycle': [409, 'A team can not be part of itself, nor of a team that is part of it.'],
  'name-taken': [409, 'Another one goes by that name already.'],
  'bad-name': [
    422,
    'A name in paths has small letters, digits, ".", "_" and "-", and begins with a letter or a digit.',
  ],
  'no-public-page': [422, 'There is no public page for this kind of thing. Share it with people instead.'],
  'not-grantable': [422, 'That can not be granted to this one, or not on this.'],
  'invitation-gone': [410, 'This invitation has expired or was withdrawn. Ask for a new one.'],
  'step-gone': [410, 'That took too long. Sign in again.'],
  'link-gone': [410, 'This link has expired or was used already. Ask for a new one.'],
  'too-large': [413, 'This is larger than the server accepts.'],
  'wrong-host': [421, 'This server is not known by that name. Set NEXUS_URL to the address that people use.'],
  'invalid-input': [422, 'The input has not the expected form.'],
  'wrong-hash': [422, 'The bytes do not match their hash.'],
  'too-many': [429, 'Too many attempts. Try again in a while.'],
  'provider-unreachable': [503, 'Nobody answers there at the moment. Sign in another way, or try again later.'],
  unavailable: [503, 'The server can not use this data at the moment; whoever runs it has been told. Try again later.'],
  'server-fault': [500, 'The server failed. Nothing was changed; try again.'],
} as const satisfies Record<string, readonly [status: number, detail: string]>

export type ProblemCode = keyof typeof problems

/** A refusal on its way to the error handler, which answers with its problem document. */
export class HttpRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(code: string, options: { detail?: string | undefined; headers?: Record<string, string> } = {}) {
    const [status, detail] = isProblemCode(code) ? problems[code] : problems['command-refused']
    super(options.detail ?? detail)
    this.status = status
    this.code = code
    this.headers = options.headers ?? {}
  }
}

/** The value, or the refusal as an answer. */
export function orRefuse<Value>(outcome: Outcome<string, Value>): Value {
  if (outcome.ok) return outcome.value
  if (outcome.reason === 'too-many')
    throw new HttpRefusal('too-many', { headers: { 'retry-after': outcome.detail ?? '60' } })
  throw new HttpRefusal(outcome.reason, outcome.detail === undefined ? {} : { detail: outcome.detail })
}

export function bodyAs<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new HttpRefusal('invalid-input', { detail: sentenceOf(parsed.error) })
  return parsed.data
}

export function problemHandler(report: (fault: unknown) => void) {
  return (
    error: FastifyError | StorageFault | QuotaFull | HttpRefusal,
    _request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    const refusal = error instanceof HttpRefusal ? error : refusalOf(error)
    if (refusal.status >= 500 && refusal.code !== 'storage-full') report(error)
    const { status, code, message } = refusal
    const problem: Problem = { type: 'about:blank', title: code.replaceAll('-', ' '), status, code, detail: message }
    return reply.code(status).headers(refusal.headers).type('application/problem+json').send(JSON.stringify(problem))
  }
}

/** What the storage throws, and what the HTTP library refuses by itself: a body that is too large, or no JSON. */
function refusalOf(error: FastifyError | StorageFault | QuotaFull): HttpRefusal {
  if (error instanceof StorageFault) return new HttpRefusal('unavailable')
  if (error instanceof QuotaFull) return new HttpRefusal('quota-exceeded', { detail: error.message })
  const status = error.statusCode ?? 500
  if (status === 413) return new HttpRefusal('too-large')
  return status < 500 ? new HttpRefusal('invalid-input', { detail: error.message }) : new HttpRefusal('server-fault')
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}
