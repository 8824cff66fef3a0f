import { escapeHtml } from '#shared/kit/html.ts'

interface Described {
  readonly summary: string
  readonly tags: readonly string[]
  readonly operationId: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly description?: string
    readonly required?: boolean
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }
    >
  >
  readonly 'x-nexus-door'?: string
}

interface Document {
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

const style = `
:root { color-scheme: light dark; --ink: #1c1f26; --quiet: #566074; --line: #d9dee8; --paper: #fff; --shade: #f4f6fa; --key: #2f5fd0 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --quiet: #a5aec0; --line: #343b49; --paper: #14171d; --shade: #1d222b; --key: #8fb0ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main, header { max-inline-size: 60rem; margin-inline: auto; padding: 1rem }
h1 { font-size: 1.75rem; margin-block: 1rem 0.25rem } h2 { font-size: 1.25rem; margin-block: 2rem 0.5rem; scroll-margin-block-start: 1rem }
p { margin-block: 0.25rem; color: var(--quiet) } a { color: var(--key) }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; padding: 0 }
details { border-block-end: 1px solid var(--line) }
summary { display: grid; grid-template-columns: 4.5rem 1fr; gap: 0 0.75rem; padding-block: 0.6rem; cursor: pointer }
summary::marker { content: '' } summary:focus-visible { outline: 2px solid var(--key); outline-offset: 2px }
.method { font: 600 0.8rem/1.6 ui-monospace, monospace; color: var(--key) }
code, pre { font: 0.85rem/1.5 ui-monospace, monospace } .path { overflow-wrap: anywhere }
.what { grid-column: 2; color: var(--quiet) }
.more { padding: 0 0 1rem; } @media (min-width: 40rem) { .more { padding-inline-start: 5.25rem } }
h3 { font-size: 0.9rem; margin-block: 0.75rem 0.25rem }
dl { margin: 0; display: grid; grid-template-columns: minmax(6rem, auto) 1fr; gap: 0.15rem 0.75rem } dd { margin: 0; color: var(--quiet) } dt { overflow-wrap: anywhere }
pre { background: var(--shade); padding: 0.75rem; margin: 0; overflow: auto; max-block-size: 24rem; border-radius: 0.4rem }
`

/** The description for people: one page, without scripts. */
export function referencePage(document: Document): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = document.tags.map(({ name }) => {
    const own = entries.filter(({ operation }) => operation.tags.includes(name))
    return `<section aria-labelledby="${name}"><h2 id="${name}">${name}</h2>${own.map(entryHtml).join('')}</section>`
  })
  const links = document.tags.map(({ name }) => `<li><a href="#${name}">${name}</a></li>`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>REST of Nexus</title><style>${style}</style></head>
<body><header><h1>REST</h1>
<p>Bodies and answers are JSON unless it is said otherwise; errors are problem documents (RFC 9457). Send an API key as <code>Authorization: Bearer nexus_…</code>.</p>
<p><a href="/api/openapi.json">OpenAPI 3.1 description</a></p>
<nav aria-label="Sections"><ul>${links.join('')}</ul></nav></header>
<main>${sections.join('')}</main></body></html>`
}

function entryHtml({ path, method, operation }: { path: string; method: string; operation: Described }): string {
  const { summary, parameters = [], requestBody, responses } = operation
  const door = operation['x-nexus-door']
  const parts = [
    door === undefined ? '' : `<p>Door: <code>${escapeHtml(door)}</code></p>`,
    parameters.length > 0 ? `<h3>Parameters</h3><dl>${parameters.map(parameterHtml).join('')}</dl>` : '',
    requestBody ? `<h3>Body</h3>${contentHtml(requestBody.content)}` : '',
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      content && status !== 'default' ? [`<h3>Answer ${escapeHtml(status)}</h3>${contentHtml(content)}`] : [],
    ),
  ]
  return `<details id="${escapeHtml(operation.operationId)}"><summary><span class="method">${method.toUpperCase()}</span><code class="path">${escapeHtml(path)}</code><span class="what">${escapeHtml(summary)}</span></summary><div class="more">${parts.join('')}</div></details>`
}

type Parameter = NonNullable<Described['parameters']>[number]

function parameterHtml({ name, in: place, description = '', required }: Parameter): string {
  return `<dt><code>${escapeHtml(name)}</code></dt><dd>${escapeHtml([place, required ? 'needed' : '', description].filter(Boolean).join(' · '))}</dd>`
}

function contentHtml(content: Readonly<Record<string, { readonly schema: unknown }>>): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p><code>${escapeHtml(type)}</code></p><pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`,
    )
    .join('')
}
