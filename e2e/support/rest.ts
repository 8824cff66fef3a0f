import type { Page } from 'playwright-core'

/** REST with the session of the page: `rest(page, 'PATCH /api/account', { name })`. Throws what is refused. */
export function rest<Answer = undefined>(page: Page, request: `${string} /${string}`, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ')
  return page.evaluate(
    async (asked) => {
      const answer = await fetch(asked.path, {
        method: asked.method,
        ...(asked.text && { headers: { 'content-type': 'application/json' }, body: asked.text }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${asked.method} ${asked.path}: ${answer.status} ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as Answer
    },
    { method, path, text: body === undefined ? '' : JSON.stringify(body) },
  )
}
