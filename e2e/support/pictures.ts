import { join } from 'node:path'
import type { Page } from 'playwright-core'

const sizes = [
  ['phone', { width: 390, height: 844 }],
  ['desktop', { width: 1280, height: 800 }],
] as const

/**
 * Pictures for people to look at, where `NEXUS_SCREENSHOTS` names a folder. Another size is another layout, which begins anew: what is to be
 * seen is done again there.
 */
export async function pictures(page: Page, name: string, prepare: () => Promise<unknown>): Promise<void> {
  const { NEXUS_SCREENSHOTS: folder } = process.env
  if (!folder) return
  for (const [size, viewport] of sizes) {
    await page.setViewportSize(viewport)
    await prepare()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`) })
    }
  }
}
