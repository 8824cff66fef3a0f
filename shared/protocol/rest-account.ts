import { z } from 'zod'

/** Bodies and answers of the doors of one's own account; `SignedInDevice` and `AccountSecurity` are in rest-admin.ts. */

const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase())
const password = z.string().min(10).max(200)
/** Six digits of an app, or a recovery code. */
const code = z.string().trim().min(6).max(40)
/** A path of this server, where the browser goes on. */
const to = z.string().max(2000).default('/')

/** PUT /api/account/password. `current` when there is one; then everybody else of the account is signed out. */
export const changePasswordBody = z.object({ password, current: z.string().min(1).max(200).optional() })
/** POST /api/session/proof: for what a session that was left open is not enough for, within ten minutes of it or of the sign-in. */
export const proofBody = z.object({ password: z.string().min(1).max(200) })
/** POST /api/session/second-step, after `401 second-step-needed`. */
export const codeBody = z.object({ code })

/** POST /api/password-resets: 202, whether there is such an account or not. */
export const askResetBody = z.object({ email })
/** POST /api/password-resets/confirm. `token`: what follows the # of the link. */
export const resetBody = z.object({ token: z.string().max(100), password })
/** POST /api/account/email: to another address, which counts when its link has been opened. Without one: to the present address. */
export const changeEmailBody = z.object({ email: email.optional() })
/** POST /api/email-verifications */
export const verifyEmailBody = z.object({ token: z.string().max(100) })

/** POST /api/account/two-factor: for an authenticator app, to be scanned or typed. It counts when a code has been shown. */
export interface NewTwoFactor {
  /** Base 32. */
  readonly secret: string
  readonly uri: string
  readonly qrSvg: string
}
/** POST /api/account/two-factor/confirm, POST /api/account/two-factor/recovery-codes: the only answers that have them. */
export interface RecoveryCodes {
  readonly recoveryCodes: readonly string[]
}

/** What a browser's WebAuthn call answered, as JSON. */
const webAuthn = z.looseObject({ id: z.string().max(2000), response: z.looseObject({}) })
const passkeyName = z.string().trim().min(1).max(80)
/** POST /api/account/passkeys */
export const passkeyBody = z.object({ name: passkeyName, response: webAuthn })
/** PATCH /api/account/passkeys/{passkey} */
export const renamePasskeyBody = z.object({ name: passkeyName })
/** POST /api/session/passkey */
export const passkeySignInBody = z.object({ response: webAuthn })

/** POST /api/session/providers/{provider}, POST /api/account/providers/{provider} */
export const startProviderBody = z.object({ to, invitation: z.string().max(100).optional() })
/** Where the browser goes now. */
export interface ProviderStart {
  readonly url: string
}

/** Besides a password and a passkey; in `SessionAnswer`. */
export interface SignInWays {
  readonly providers: readonly { readonly name: string; readonly label: string }[]
  /** Mail can be sent, so a forgotten password can be replaced. */
  readonly mail: boolean
}

/** GET /api/account/sessions: where the caller is signed in. DELETE …/{session} ends one. */
export interface SignedInDevice {
  readonly id: string
  readonly isThis: boolean
  readonly createdAt: number
  readonly lastSeenAt: number
  /** As far as the browser said: "Firefox on Linux". */
  readonly device: string
  readonly address: string
}

/** GET /api/account/security */
export interface AccountSecurity {
  readonly email: string
  readonly emailVerified: boolean
  readonly hasPassword: boolean
  readonly twoFactor: boolean
  readonly recoveryCodesLeft: number
  readonly passkeys: readonly {
    readonly id: string
    readonly name: string
    readonly createdAt: number
    readonly lastUsedAt: number | undefined
  }[]
  readonly providers: readonly { readonly name: string; readonly label: string; readonly isLinked: boolean }[]
}
