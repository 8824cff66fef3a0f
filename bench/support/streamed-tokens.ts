import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { firstVisit, type Person, syncWorkspace } from '../../e2e/support/people.ts'
import { startServer } from '../../e2e/support/server.ts'
import { begin, delta, event, startHostileEndpoint } from '../../sync-server/ai/testing/hostile-endpoint.ts'
import { type Measure, percentiles } from './measure.ts'

const answers = 25
/** Of a word that is to appear as it is said. */
const limitMs = 50
/** A small model on a desk takes longer than this to begin; the other one begins in the moment in which its question is told to be taken. */
const thinkingMs = 200

interface Watched {
  /** When a text was painted, by the clock that browser and model share. */
  painted: Map<string, number>
}

/**
 * From the moment when a model writes the first piece of its answer to the frame in which a person sees it: through the server, its stream and
 * a real browser, all on one machine.
 */
export async function streamedTokens(): Promise<Measure[]> {
  const said: { word: string; at: number }[] = []
  let mayBegin = Promise.withResolvers<void>()
  const model = await startHostileEndpoint(async (response, { path }, number) => {
    if (path.endsWith('/models')) return response.end('{"data":[]}')
    begin(response)
    await mayBegin.promise
    const word = `word${number}`
    said.push({ word, at: performance.timeOrigin + performance.now() })
    response.write(delta({ role: 'assistant', content: `${word} ` }))
    return response.end(delta({ content: 'and so on.' }) + delta({}, 'stop') + event('[DONE]'))
  })
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-'))
  const config = join(folder, 'nexus.yaml')
  await writeFile(config, 'assistant: { allow_private_endpoints: true }\n')
  const server = await startServer({ env: { NEXUS_CONFIG: config } })
  try {
    const ada = await firstVisit(server)
    await syncWorkspace(ada, 'Ada')
    const page = await openPanel(ada, model.endpoint)
    for (let at = 0; at < 2 * answers; at += 1) {
      mayBegin = Promise.withResolvers()
      await page.getByRole('textbox', { name: 'Ask or tell the assistant' }).fill(`Question ${at}`)
      await page.keyboard.press('Enter')
      const latest = page.getByRole('log', { name: 'Conversation' }).getByRole('article').last()
      await latest.getByText(`Question ${at}`, { exact: true }).waitFor()
      await latest.getByText('Reading and thinking').waitFor()
      if (at < answers) await new Promise((resolve) => setTimeout(resolve, thinkingMs))
      mayBegin.resolve()
      await latest.getByText('and so on').waitFor()
    }
    const painted = new Map(await page.evaluate(() => [...(globalThis as unknown as Watched).painted]))
    await ada.browser.close()
    const times = said.map(({ word, at }) => (painted.get(word) ?? Number.NaN) - at)
    const [after, atOnce] = [percentiles(times.slice(0, answers)), percentiles(times.slice(answers))]
    return [
      {
        what: `a model’s first piece after ${thinkingMs} ms, written to painted, p50`,
        value: after.p50,
        unit: 'ms',
        limit: limitMs,
      },
      { what: 'the same, p95', value: after.p95, unit: 'ms', limit: limitMs },
      { what: `the same, worst of ${answers}`, value: after.max, unit: 'ms' },
      { what: 'of a model that begins at once, p50', value: atOnce.p50, unit: 'ms' },
      { what: 'the same, p95', value: atOnce.p95, unit: 'ms' },
    ]
  } finally {
    await server.close()
    await model.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openPanel(ada: Person, endpoint: string): Promise<Page> {
  const page = ada.page()
  await page.evaluate(async (address) => {
    const orgs = (await (await fetch('/api/orgs')).json()) as { items?: { id: string }[] } | { id: string }[]
    const [org] = Array.isArray(orgs) ? orgs : (orgs.items ?? [])
    const put = { method: 'PUT', headers: { 'content-type': 'application/json' } }
    const body = JSON.stringify({ endpoint: address, chatModel: 'tiny' })
    const answer = await fetch(`/api/orgs/${org?.id}/assistant/provider`, { ...put, body })
    if (!answer.ok) throw new Error(await answer.text())
  }, endpoint)
  await page.keyboard.press('Control+j')
  await page.getByRole('button', { name: /^Who answers/ }).click()
  await page.getByRole('menuitemradio', { name: /^Model/ }).click()
  await page.evaluate(() => {
    const watched = globalThis as unknown as Watched
    watched.painted = new Map()
    const log = document.querySelector('[role=log]')
    if (!log) throw new Error('There is no conversation.')
    new MutationObserver(() => {
      const words = (log.textContent ?? '').match(/word\d+/g) ?? []
      // In the frame after the next one it has been painted for certain.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const now = performance.timeOrigin + performance.now()
          for (const word of words) if (!watched.painted.has(word)) watched.painted.set(word, now)
        }),
      )
    }).observe(log, { childList: true, characterData: true, subtree: true })
  })
  return page
}
