// node scripts/icons.mjs: draws the PNG icons in public/ from the SVG ones; run it when an SVG has changed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findOrFetchChromium } from './chromium.mjs'
import { main, root } from './project.mjs'

const icons = [
  { from: 'icon.svg', to: 'icon-192.png', size: 192 },
  { from: 'icon.svg', to: 'icon-512.png', size: 512 },
  { from: 'icon-maskable.svg', to: 'icon-maskable-512.png', size: 512 },
  // Apple rounds the corners itself and shows black where an icon is transparent.
  { from: 'icon-maskable.svg', to: 'apple-touch-icon.png', size: 180 },
]

await main(async () => {
  const browser = await chromium.launch({ executablePath: await findOrFetchChromium(), args: ['--no-sandbox'] })
  for (const { from, to, size } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } })
    const svg = readFileSync(join(root, 'public', from), 'utf8')
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${svg}`)
    await page.screenshot({ path: join(root, 'public', to), omitBackground: true })
  }
  await browser.close()
})
