import type { Locator, Page } from 'playwright-core'
import { type Behaviour, sayCalls, sayText } from '../../sync-server/ai/testing/hostile-endpoint.ts'
import { answersIn, documentIn } from './model-server.ts'
import { editorOf, newDocument, type Person } from './people.ts'

/** Words of a document that a model would put in the place of others. */
export type Edit = readonly [find: string, replace: string]

/** It proposes these in the document that it is asked about. */
export function proposes(...edits: readonly Edit[]): Behaviour {
  return (response, { body }) =>
    answersIn(body) > 0
      ? sayText(response, 'Proposed.')
      : sayCalls(
          response,
          edits.map(([find, replace]) => ({
            name: 'documents_edit',
            input: { id: documentIn(body), find, replace, reason: 'As the notes say.' },
          })),
        )
}

/** A new document with these lines; answers its path below the workspace. */
export async function write(person: Person, title: string, ...lines: readonly string[]): Promise<string> {
  const path = await newDocument(person, title)
  await person.page().keyboard.type(lines.join('\n'))
  return path
}

/** By its slash command, cell by cell; the caret is behind the last of them. */
export async function writeTable(page: Page, cells: readonly string[]): Promise<void> {
  await page.keyboard.type('/table')
  await page
    .getByRole('listbox', { name: 'Insert' })
    .getByRole('option', { name: /^Table/ })
    .waitFor()
  await page.keyboard.press('Enter')
  await editorOf(page).getByRole('table').waitFor()
  for (const cell of cells) {
    await page.keyboard.type(cell)
    await page.keyboard.press('Tab')
  }
}

/** Selects the paragraph with the words, and has the model do that with it. */
export async function askAt(page: Page, words: string, act: string): Promise<void> {
  await editorOf(page).getByText(words).first().click({ clickCount: 3 })
  await askSelected(page, act)
}

export async function askSelected(page: Page, act: string): Promise<void> {
  await page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name: 'Ask the model' }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

/** What was asked, where it stands in the text until there is an answer. */
export function asked(page: Page, doing: string): Locator {
  return page.getByRole('main').getByRole('region', { name: `Asked of the model: ${doing}` })
}

export function proposal(page: Page, index: number): Locator {
  return page.getByRole('main').getByRole('region', { name: new RegExp(`^Proposed change ${index} of`) })
}
