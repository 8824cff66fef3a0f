import type { Locator, Page } from 'playwright-core'

/** Where one asks. */
export function askField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Ask or tell the assistant' })
}

/** The question that was asked last, with its answer. */
export function lastTurn(page: Page): Locator {
  return page.getByRole('log', { name: 'Conversation' }).getByRole('article').last()
}

/** By the keys, which nobody hears before there is a page: a reload ends earlier. */
export async function openAssistant(page: Page): Promise<void> {
  await page.getByRole('main').waitFor()
  await page.keyboard.press('Control+j')
  await askField(page).waitFor()
}

/** In the open panel; fulfilled when the question stands there. */
export async function ask(page: Page, text: string): Promise<void> {
  await askField(page).fill(text)
  await page.keyboard.press('Enter')
  await lastTurn(page).getByText(text, { exact: true }).waitFor()
}

/** From now on the model on the server answers. */
export async function chooseModel(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Who answers/ }).click()
  await page.getByRole('menuitemradio', { name: /^Model/ }).click()
  await page.getByRole('button', { name: /^Who answers: Model/ }).waitFor()
}

/** What was said, from the earliest that is shown. */
export function conversation(page: Page): Locator {
  return page.getByRole('log', { name: 'Conversation' })
}

/** How much of it is below what is in sight, in pixels. */
export function leftBelow(page: Page): Promise<number> {
  return conversation(page).evaluate((node) => Math.round(node.scrollHeight - node.clientHeight - node.scrollTop))
}
