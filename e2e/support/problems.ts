import type { BrowserContext, Page } from 'playwright-core'

export interface Problem {
  kind: 'console' | 'exception' | 'foreign-request' | 'crash'
  text: string
}

export interface ProblemWatch {
  origin: string
  problems: Problem[]
}

/** What the browser itself writes about a dead network; journeys cut it on purpose. */
const networkNoise = /net::ERR_|WebSocket connection to .* failed/

export function watchProblems(context: BrowserContext, { origin, problems }: ProblemWatch): void {
  const note = (kind: Problem['kind'], text: string) => problems.push({ kind, text })
  const host = new URL(origin).host
  const noteIfForeign = (address: string) => {
    const url = new URL(address)
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) note('foreign-request', address)
  }
  const watchPage = (page: Page) => {
    page.on('crash', () => note('crash', page.url()))
    page.on('websocket', (socket) => noteIfForeign(socket.url()))
  }

  context.on('request', (request) => noteIfForeign(request.url()))
  context.on('console', (message) => {
    if (message.type() === 'error' && !networkNoise.test(message.text())) note('console', describe(message))
  })
  context.on('weberror', (error) => note('exception', describeError(error.error())))
  context.on('page', watchPage)
  for (const page of context.pages()) watchPage(page)
}

/** Some have no stack, and some have nothing else. */
function describeError({ name, message, stack }: Error): string {
  return [`${name}: ${message}`, stack].filter(Boolean).join('\n')
}

function describe(message: { text(): string; location(): { url: string; lineNumber: number } }): string {
  const { url, lineNumber } = message.location()
  return url ? `${message.text()} (${url}:${lineNumber})` : message.text()
}
