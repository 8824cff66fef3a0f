import { type Mailer, type MailSettings, noMailer } from './mailer.ts'

/** Longer than a slow server needs, shorter than a person waits for an answer. */
const timeoutMs = 10_000

/** Sends by SMTP; without settings, not at all. TLS is used where the server offers it, and its certificate has to be right. */
export async function openMailer(
  settings: MailSettings | undefined,
  tell: (sentence: string) => void,
): Promise<Mailer> {
  if (!settings) return noMailer
  // Most servers send nothing, and a start is measured in hundredths of a second.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url: settings.smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // What is mailed comes from here, never from a file or an address that a text names.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    isSetUp: true,
    send: async ({ to, subject, text, html }) => {
      try {
        // As an object: an address with a comma stays one address.
        await transport.sendMail({ from: settings.from, to: { name: '', address: to }, subject, text, html })
        return true
      } catch (error) {
        tell(`A mail could not be sent: ${error instanceof Error ? error.message : String(error)}`)
        return false
      }
    },
    close: async () => transport.close(),
  }
}
