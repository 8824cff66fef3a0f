import type { Page } from 'playwright-core'
import { ask, askField, chooseModel, lastTurn, openAssistant } from '../../e2e/support/assistant-panel.ts'
import { questionIn } from '../../e2e/support/model-server.ts'
import { openModelWorld } from '../../e2e/support/model-world.ts'
import { type Person, restOf, synced } from '../../e2e/support/people.ts'
import { rest } from '../../e2e/support/rest.ts'
import { sayText } from '../../sync-server/ai/testing/hostile-endpoint.ts'
import { type Measure, percentiles } from './measure.ts'

const questions = 300
const rounds = 9
/** What a long conversation may take more than one that begins. */
const limitMs = 100

const answerTo = (number: number) => `Answer to number ${number}.`
const numberIn = (text: string) => Number(/\d+/.exec(text)?.[0])

/** As the tab keeps it: where each question stands. */
interface Kept {
  readonly text: string
  readonly at: number
  readonly asked: { readonly conversation: string; readonly question: string }
}

/**
 * A conversation that fills seven records beside one of a single question, in a real browser: from the key that opens the panel after the page
 * was loaded to the frame that shows the latest answer, and from Enter to the frame that shows the answer of a model that answers at once.
 */
export async function longConversation(): Promise<Measure[]> {
  const world = await openModelWorld((response, { body }) =>
    sayText(response, `${answerTo(numberIn(questionIn(body)))}\n\n- one point\n- another, which is **longer**`),
  )
  try {
    await world.setModel()
    const { ada } = world
    const page = await ada.goto('/tasks')
    await openAssistant(page)
    await chooseModel(page)
    const kept = { long: await askAll(ada), single: [await askAlone(ada)] }
    const opened = { long: [] as number[], single: [] as number[] }
    const answered = { long: [] as number[], single: [] as number[], whole: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      const number = 1_000 + 2 * round
      for (const which of ['single', 'long'] as const) {
        await keepTurns(page, kept[which])
        opened[which].push(await openedMs(ada))
        answered[which].push(await answeredMs(page, number))
      }
      await showAll(page)
      answered.whole.push(await answeredMs(page, number + 1))
    }
    return [
      ...compared(`the panel with ${questions} questions, opened after a load`, opened.long, opened.single),
      ...compared('one more question there, Enter to the painted answer', answered.long, answered.single),
      ...compared('the same with all of them shown', answered.whole, answered.single),
    ]
  } finally {
    await world.close()
  }
}

function compared(what: string, long: readonly number[], single: readonly number[]): Measure[] {
  const [ofLong, ofSingle] = [percentiles(long), percentiles(single)]
  return [
    { what: `${what}, p50`, value: ofLong.p50, unit: 'ms' },
    { what: 'worst', value: ofLong.max, unit: 'ms' },
    { what: 'in a conversation that begins, p50', value: ofSingle.p50, unit: 'ms' },
    { what: 'what the long one takes more', value: ofLong.p50 - ofSingle.p50, unit: 'ms', limit: limitMs },
  ]
}

/** The first in the panel and the others over REST, as fast as they are taken; each goes on where the one before was put. */
async function askAll(ada: Person): Promise<readonly Kept[]> {
  const page = ada.page()
  await ask(page, 'Question 1')
  // Then it is on the server.
  await lastTurn(page).getByText(answerTo(1)).waitFor()
  const turns = [...(await keptTurns(page))]
  for (let number = 2; number <= questions; number += 1)
    turns.push(await askOverRest(ada, { number, conversation: turns.at(-1)?.asked.conversation }))
  await keepTurns(page, turns)
  await page.reload()
  await openAssistant(page)
  await lastTurn(page).getByText(answerTo(questions)).waitFor({ timeout: 240_000 })
  return turns
}

/** The same question in a conversation of its own. */
async function askAlone(ada: Person): Promise<Kept> {
  const page = ada.page()
  const alone = await askOverRest(ada, { number: questions })
  await keepTurns(page, [alone])
  await page.reload()
  await openAssistant(page)
  await lastTurn(page).getByText(answerTo(questions)).waitFor()
  return alone
}

async function askOverRest(
  ada: Person,
  { number, conversation }: { number: number; conversation?: string | undefined },
) {
  const text = `Question ${number}`
  const asked = { text, ...(conversation && { conversation }) }
  const { answer } = await rest<{ answer: Kept['asked'] }>(
    ada.page(),
    `POST ${restOf(ada)}/commands/assistant.ask`,
    asked,
  )
  return { text, at: number, asked: answer }
}

async function showAll(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: /^Show .* earlier/ })
  while ((await more.count()) > 0) await more.click()
}

const keptTurns = (page: Page): Promise<readonly Kept[]> =>
  page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith('nexus.assistant.')) ?? ''
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as Kept[]
  })

const keepTurns = (page: Page, turns: readonly Kept[]) =>
  page.evaluate((all) => {
    const key = Object.keys(sessionStorage).find((each) => each.startsWith('nexus.assistant.')) ?? ''
    sessionStorage.setItem(key, JSON.stringify(all))
  }, turns)

async function openedMs(ada: Person): Promise<number> {
  const page = ada.page()
  await page.reload()
  await synced(ada)
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  const painted = await paintedMs(page, answerTo(questions))
  await page.keyboard.press('Control+j')
  return painted()
}

async function answeredMs(page: Page, number: number): Promise<number> {
  await askField(page).fill(`Question ${number}`)
  const painted = await paintedMs(page, answerTo(number))
  await page.keyboard.press('Enter')
  return painted()
}

/** Milliseconds from the last key that is pressed from now on to the frame in which the latest turn says this. */
async function paintedMs(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate((wanted) => {
    let pressed = Number.NaN
    addEventListener('keydown', ({ timeStamp }) => (pressed = timeStamp), { capture: true })
    const painted = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        const latest = [...document.querySelectorAll('[role=log] article')].at(-1)
        if (!latest?.textContent?.includes(wanted)) return
        observer.disconnect()
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)))
      })
      observer.observe(document.body, { childList: true, characterData: true, subtree: true })
    })
    Object.assign(globalThis, { painted })
  }, text)
  return () => page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted)
}
