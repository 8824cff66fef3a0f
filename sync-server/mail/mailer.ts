export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The way out for mail. Whoever sends does not depend on it: what is mailed can be passed on by hand, or asked for again. */
export interface Mailer {
  /** false: nobody has said how to send any. */
  readonly isSetUp: boolean
  /** Whether a server took it over; what went wrong is told to whoever runs this one. Never throws. */
  send(mail: Mail): Promise<boolean>
  close(): Promise<void>
}

/** NEXUS_SMTP_URL and NEXUS_MAIL_FROM, or `mail: { smtp_url, from }` of the operator's file. */
export interface MailSettings {
  /** `smtp://user:word@host:587` or `smtps://…`. */
  readonly smtpUrl: string
  /** `Nexus <nexus@example.org>` */
  readonly from: string
}

export const noMailer: Mailer = { isSetUp: false, send: async () => false, close: async () => undefined }
