import type { Page } from 'playwright-core'
import { ask, chooseModel, lastTurn, openAssistant } from '../../e2e/support/assistant-panel.ts'
import { openModelWorld } from '../../e2e/support/model-world.ts'
import { begin, delta, event } from '../../sync-server/ai/testing/hostile-endpoint.ts'
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
  const world = await openModelWorld(async (response, _, number) => {
    begin(response)
    await mayBegin.promise
    const word = `word${number}`
    said.push({ word, at: performance.timeOrigin + performance.now() })
    response.write(delta({ role: 'assistant', content: `${word} ` }))
    return response.end(delta({ content: 'and so on.' }) + delta({}, 'stop') + event('[DONE]'))
  })
  try {
    await world.setModel()
    const page = world.ada.page()
    await openAssistant(page)
    await chooseModel(page)
    await watchWords(page)
    for (let at = 0; at < 2 * answers; at += 1) {
      mayBegin = Promise.withResolvers()
      await ask(page, `Question ${at}`)
      await lastTurn(page).getByText('Reading and thinking').waitFor()
      if (at < answers) await new Promise((resolve) => setTimeout(resolve, thinkingMs))
      mayBegin.resolve()
      await lastTurn(page).getByText('and so on').waitFor()
    }
    const painted = new Map(await page.evaluate(() => [...(globalThis as unknown as Watched).painted]))
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
    await world.close()
  }
}

/** Notes when each word of an answer was painted. */
async function watchWords(page: Page): Promise<void> {
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
}
