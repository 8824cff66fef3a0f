import { escapeHtml } from '#shared/kit/html.ts'
import type { Mail } from './mailer.ts'

/** What a mail says, before it is one: short paragraphs, and the one thing to do. */
export interface MailWords {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly url: string }
  /** Why it came, and what to do when it should not have. */
  readonly footer: string
}

/** The same words as plain text and as simple HTML: no pictures, nothing loaded, no address but that of the action. */
export function composeMail(to: string, { subject, paragraphs, action, footer }: MailWords): Mail {
  const text = [...paragraphs, ...(action ? [`${action.label}:\n${action.url}`] : []), `-- \n${footer}`].join('\n\n')
  const body = [
    ...paragraphs.map((each) => `<p>${escapeHtml(each)}</p>`),
    ...(action ? [buttonOf(action)] : []),
    `<p style="color:#666;font-size:13px">${escapeHtml(footer)}</p>`,
  ]
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><body style="${bodyStyle}">${body.join('')}</body></html>`
  // A line end in a subject would begin another header.
  return { to, subject: subject.replaceAll(/\s+/g, ' '), text: `${text}\n`, html }
}

const bodyStyle = 'font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:34em;margin:24px auto;padding:0 16px'
const buttonStyle =
  'display:inline-block;padding:10px 18px;border-radius:8px;background:#3b5bdb;color:#fff;text-decoration:none'

function buttonOf({ label, url }: { label: string; url: string }): string {
  const address = escapeHtml(url)
  return `<p><a href="${address}" style="${buttonStyle}">${escapeHtml(label)}</a></p><p style="font-size:13px;word-break:break-all">${address}</p>`
}
