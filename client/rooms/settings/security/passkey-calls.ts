import { done, refused, type Outcome } from '#shared/kit/outcome.ts'
import { callServer, type RestOutcome } from '../rest.ts'

/** Loaded when somebody uses one. */
const library = () => import('@simplewebauthn/browser')

/** `numbers`: a passkey belongs to a name, and this page was opened at numbers. */
export function passkeySupport(): 'here' | 'numbers' | 'none' {
  if (!('PublicKeyCredential' in globalThis)) return 'none'
  return /^[\d.]+$|:/.test(location.hostname) ? 'numbers' : 'here'
}

/** What the browser answers when it is asked to sign in with any passkey of this server. */
export async function askPasskey(): Promise<Outcome<string, { readonly response: object }>> {
  const options = await callServer<never>('session/passkey/options', { method: 'POST' })
  if (!options.ok) return options
  try {
    return done({ response: await (await library()).startAuthentication({ optionsJSON: options.value }) })
  } catch {
    return refused('passkey-cancelled')
  }
}

/** Makes one on this device, or on a key or phone that the browser finds. `options` have been asked of the server. */
export async function makePasskey(name: string, options: object): Promise<RestOutcome<void>> {
  try {
    const response = await (await library()).startRegistration({ optionsJSON: options as never })
    return await callServer<void>('account/passkeys', { method: 'POST', body: { name, response } })
  } catch (error) {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    return refused(isKnown ? 'passkey-known' : 'passkey-cancelled')
  }
}
