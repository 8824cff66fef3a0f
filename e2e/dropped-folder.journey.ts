import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'vitest'
import { again } from './support/again.ts'
import { firstVisit } from './support/people.ts'
import { startServer } from './support/server.ts'

it('takes in a folder that is dropped from the desktop, with the folders inside it', again, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-notes-'))
  await mkdir(join(folder, 'Garden'))
  await writeFile(join(folder, 'Start.md'), '# Start\n\nSee [[Beds]].\n')
  await writeFile(join(folder, 'Garden', 'Beds.md'), '- [ ] dig\n')
  const server = await startServer()
  const ada = await firstVisit(server)
  const page = await ada.goto('/transfer')
  await page.getByText('Drop a folder, a zip or Markdown files here').waitFor()
  const target = await page.getByText('Drop a folder, a zip or Markdown files here').boundingBox()
  if (!target) throw new Error('There is nowhere to drop anything.')

  const devtools = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [folder], dragOperationsMask: 1 }
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: target.x + target.width / 2,
      y: target.y + target.height / 2,
      data,
    })
  }
  await page.getByText('2 notes').first().waitFor()
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByText('is imported').first().waitFor()
  await ada.goto('/documents')
  await page
    .getByRole('treeitem', { name: /^Garden/ })
    .first()
    .waitFor()
  await page.getByRole('treeitem', { name: 'Start' }).first().waitFor()

  ada.browser.expectNoProblems()
  await ada.browser.close()
  await server.close()
  await rm(folder, { recursive: true })
})
