// npm run e2e [file …]: the browser journeys alone, on a fresh build.
import { buildIfStale } from './build.mjs'
import { findOrFetchChromium } from './chromium.mjs'
import { main, run } from './project.mjs'

await main(async () => {
  const CHROME_PATH = await findOrFetchChromium()
  await buildIfStale()
  await run('vitest', ['run', '--config', 'vitest.e2e.config.ts', ...process.argv.slice(2)], { env: { CHROME_PATH } })
})
