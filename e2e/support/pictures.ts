import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Pictures are for people to look at, where `NEXUS_SCREENSHOTS` names a folder. */
const { NEXUS_SCREENSHOTS: folder } = process.env

const sizes = [
  ['phone', { width: 390, height: 844 }],
  ['desktop', { width: 1280, height: 800 }],
] as const

/** As it is now. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** In each size and colour scheme. `prepare` brings into sight what is to be seen in the layout of that size. */
export async function pictures(page: Page, name: string, prepare: () => Promise<unknown>): Promise<void> {
  if (!folder) return
  for (const [size, viewport] of sizes) {
    await page.setViewportSize(viewport)
    await prepare()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await picture(page, `${name}-${size}-${colorScheme}`)
    }
  }
}
