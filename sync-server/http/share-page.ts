import { createHash } from 'node:crypto'
import { escapeHtml } from '#shared/kit/html.ts'
import type { ShownThing } from './share-thing.ts'

/** Pages of public links: one document each, without scripts, with nothing loaded but pictures of the thing itself. */

const style = `
:root{color-scheme:light dark;--surface:#fdfcfa;--sunken:#f5f3ee;--line:#e7e3db;--text:#25221d;--quiet:#6a645a;--accent:#4352c2;--fill:#4a5bd0;--danger:#b2352a}
@media(prefers-color-scheme:dark){:root{--surface:#1b1a18;--sunken:#242320;--line:#3a3833;--text:#ece8e1;--quiet:#a8a196;--accent:#a9b3f5;--fill:#4a5bd0;--danger:#f1988e}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:16px/1.65 ui-sans-serif,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;overflow-wrap:break-word}
header{display:flex;gap:12px;align-items:center;justify-content:space-between;min-height:56px;padding:6px 16px;border-bottom:1px solid var(--line);font-size:14px}
header b{font-weight:600}
main{max-width:720px;margin:0 auto;padding:32px 16px 64px}
h1{font:600 28px/1.25 ui-serif,Georgia,'Noto Serif',serif;margin:0 0 24px}
h2,h3,h4,h5,h6{line-height:1.3;margin:1.6em 0 .5em}
a{color:var(--accent)}
img{max-width:100%;height:auto;border-radius:8px}
pre{background:var(--sunken);border-radius:8px;padding:12px 16px;overflow-x:auto}
code{font:14px/1.5 ui-monospace,Menlo,Consolas,monospace}
:not(pre)>code{background:var(--sunken);border-radius:4px;padding:1px 4px}
blockquote{margin:1em 0;padding-inline-start:16px;border-inline-start:3px solid var(--line);color:var(--quiet)}
hr{border:0;border-top:1px solid var(--line);margin:2em 0}
.table{overflow-x:auto}table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:6px 10px;text-align:start;vertical-align:top}
th>p,td>p,li>p,li>div>p{margin:0}
.center{text-align:center}.right{text-align:right}
.things{list-style:none;padding:0}.things .things{padding-inline-start:24px}.things a,.things b{display:block;padding:8px 0}
.tasks{list-style:none;padding:0}.tasks li{display:flex;gap:8px}
.ref{border-bottom:1px dotted var(--quiet)}.quiet{color:var(--quiet)}.plain{white-space:pre-wrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0 0 24px}dt{color:var(--quiet)}dd{margin:0}
button{font:inherit;font-size:14px;font-weight:500;min-height:44px;padding:0 16px;border:0;border-radius:8px;background:var(--fill);color:#fff;cursor:pointer}
label{display:block;margin-bottom:4px;font-weight:500}
input{font:inherit;width:100%;max-width:360px;min-height:44px;padding:0 12px;margin-bottom:16px;border:1px solid var(--quiet);border-radius:8px;background:var(--surface);color:var(--text)}
button:focus-visible,input:focus-visible,a:focus-visible,.table:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.wrong{color:var(--danger)}
`

/** Nothing but this very style sheet, pictures and forms of this server. */
const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Of every answer below /share. The token is in the address, so it is told to nobody. */
export const pageHeaders = {
  'content-security-policy': pagePolicy,
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'referrer-policy': 'same-origin',
  'cache-control': 'private, no-store',
} as const

export interface ThingPage {
  readonly thing: ShownThing
  /** Where "Open in Nexus" leads; undefined for who is not signed in. */
  readonly openAt: string | undefined
  /** Back to the folder that it lies in. */
  readonly up?: string | undefined
}

export function thingPage({ thing, openAt, up }: ThingPage): string {
  const open = openAt ? `<form method="post" action="${escapeHtml(openAt)}"><button>Open in Nexus</button></form>` : ''
  const back = up ? `<p><a href="${escapeHtml(up)}">Back to the folder</a></p>` : ''
  const body = `${back}<h1>${escapeHtml(thing.title)}</h1>${thing.html}`
  return page(thing.title, `<header><b>Nexus</b>${open}</header><main>${body}</main>`)
}

export type PasswordNote = 'wrong' | 'too-many'

const passwordNotes: Readonly<Record<PasswordNote, string>> = {
  wrong: 'That is not the password.',
  'too-many': 'Too many attempts. Wait a while, then try again.',
}

/** `at`: where the password is sent. */
export function passwordPage(at: string, note?: PasswordNote): string {
  const wrong = note ? `<p class="wrong" id="note" role="alert">${passwordNotes[note]}</p>` : ''
  const field = `<label for="password">Password</label><input id="password" name="password" type="password" required maxlength="200" autocomplete="off" autofocus${note ? ' aria-describedby="note" aria-invalid="true"' : ''}>`
  const form = `<form method="post" action="${escapeHtml(at)}">${field}<div><button>Show</button></div></form>`
  const intro = '<h1>A password is needed</h1><p>Whoever shared this has set a password.</p>'
  return page('A password is needed', `<header><b>Nexus</b></header><main>${intro}${wrong}${form}</main>`)
}

/** The same for a link that never was, one that has expired and one that was taken back. */
export const gonePage = page(
  'Nothing here',
  '<header><b>Nexus</b></header><main><h1>There is nothing here</h1><p>This link does not exist, has expired, or was taken back. Ask whoever sent it for a new one.</p></main>',
)

export const laterPage = page(
  'Not at the moment',
  '<header><b>Nexus</b></header><main><h1>Not at the moment</h1><p>The server can not show this right now. Try again in a while.</p></main>',
)

function page(title: string, body: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><title>${escapeHtml(title)}</title>`
  return `<!doctype html><html lang="en"><head>${head}<style>${style}</style></head><body>${body}</body></html>`
}
