import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

/** An SMTP server that keeps what it gets. */
export interface TestMailbox {
  readonly smtpUrl: string
  readonly mails: readonly ReceivedMail[]
  /** Once it is there: waits for it, not for a time. `after` so many mails that came before. */
  mail(to: string, subject: RegExp, after?: number): Promise<ReceivedMail>
  close(): Promise<void>
}

export interface ReceivedMail {
  readonly to: string
  readonly subject: string
  /** The plain text, as it was before it was made fit for the wire. */
  readonly text: string
}

export async function openMailbox(): Promise<TestMailbox> {
  const mails: ReceivedMail[] = []
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        mails.push(readMail(session.envelope.rcptTo[0]?.address ?? '', Buffer.concat(parts).toString()))
        done()
        for (const look of waiting) look()
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    mails,
    mail: (to, subject, after = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const found = mails.slice(after).findLast((mail) => mail.to === to && subject.test(mail.subject))
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function readMail(to: string, raw: string): ReceivedMail {
  const subject = /^subject: (.*)$/im.exec(raw)?.[1]?.trim() ?? ''
  const part = raw.split(/^--.*$/m).find((each) => /^content-type: text\/plain/im.test(each)) ?? raw
  const [head = '', ...body] = part.split(/\r?\n\r?\n/)
  const text = body.join('\n\n')
  const isQuoted = /quoted-printable/i.test(head)
  return { to, subject, text: isQuoted ? unquoted(text) : text }
}

function unquoted(text: string): string {
  return text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(=[0-9A-F]{2})+/g, (codes) => Buffer.from(codes.replaceAll('=', ''), 'hex').toString())
}
