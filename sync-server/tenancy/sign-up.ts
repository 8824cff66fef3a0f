import { timingSafeEqual } from 'node:crypto'
import { userPrincipal } from '#shared/kit/ids.ts'
import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import type { Clock } from '#shared/kit/ports.ts'
import type { Account } from '#shared/protocol/rest.ts'
import { openAttemptLimit } from '#server/identity/attempt-limit.ts'
import type { Identity } from '#server/identity/identity.ts'
import type { InvitationRefusal, Invitations } from './invitations.ts'
import type { Organisations } from './organisations.ts'
import type { Tenancy } from './tenancy.ts'

export interface SignUpPolicy {
  /** open: anyone may make an account; invited: only the first, and who holds an invitation. */
  readonly signUp: 'invited' | 'open'
  /** What the first account has to know; undefined where only this machine can connect. */
  readonly setupWord: string | undefined
}

export interface SignUpAsked {
  readonly email: string
  readonly name: string
  /** '' for who comes by a provider, which has made sure of the address (`isVerified`). */
  readonly password: string
  readonly isVerified?: boolean
  readonly device?: string
  readonly setup?: string | undefined
  readonly invitation?: string | undefined
  /** Where it comes from. */
  readonly address: string
}

export type SignUpRefusal = 'setup-word-needed' | 'invitation-needed' | 'email-taken' | 'too-many' | InvitationRefusal

/** Makes the account and what belongs to it: an organisation of its own, or membership of the one that invited it. */
export interface SignUps {
  signUp(asked: SignUpAsked): Promise<Outcome<SignUpRefusal, Account>>
  /** Whether the first account has to know a word. */
  readonly needsSetupWord: boolean
}

interface SignUpPorts {
  readonly identity: Identity
  readonly tenancy: Tenancy
  readonly organisations: Pick<Organisations, 'waitingFor'>
  readonly invitations: Invitations
  readonly policy: SignUpPolicy
  readonly clock: Clock
}

export function openSignUps({ identity, tenancy, organisations, invitations, policy, clock }: SignUpPorts): SignUps {
  const isSetupWord = (word: string) => policy.setupWord === undefined || isSame(word, policy.setupWord)

  // One office signs up at once; one script does so without end.
  const limit = openAttemptLimit({ clock, free: 25 })

  const admit = async (asked: SignUpAsked): Promise<SignUpRefusal | { asFirst: boolean }> => {
    if (!(await identity.hasAccounts())) return isSetupWord(asked.setup ?? '') ? { asFirst: true } : 'setup-word-needed'
    if (asked.invitation) {
      const admitted = await invitations.admits(asked.invitation, asked.email)
      return admitted.ok ? { asFirst: false } : admitted.reason
    }
    if (policy.signUp !== 'open') return 'invitation-needed'
    if (limit.waitMs(asked.address) > 0) return 'too-many'
    limit.failed(asked.address)
    return { asFirst: false }
  }

  return {
    needsSetupWord: policy.setupWord !== undefined,
    signUp: async (asked) => {
      const admitted = await admit(asked)
      if (typeof admitted === 'string') return refused(admitted)
      const { email, name, password, invitation, isVerified = false, address, device = '' } = asked
      const made = await identity.signUp({ email, name, password, isVerified, where: { address, device }, ...admitted })
      if (!made.ok) return refused(made.reason === 'not-first' ? 'invitation-needed' : made.reason)
      // Accepting first makes the inviting organisation the home; who comes without gets one of their own.
      if (invitation && !admitted.asFirst) await invitations.accept(invitation, made.value, address)
      // One that lets them in as soon as they have a second factor is their home already.
      const awaiting = await organisations.waitingFor(userPrincipal(made.value.id))
      if (awaiting.length === 0) await tenancy.homeOf(made.value.id)
      return done(made.value)
    },
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
