// npm test: everything, in the order in which it fails fastest.
import { buildIfStale } from './build.mjs'
import { findOrFetchChromium } from './chromium.mjs'
import { installIfNeeded } from './install.mjs'
import { main, run, stage } from './project.mjs'

await main(async () => {
  const start = performance.now()
  await stage('install', installIfNeeded)
  // Before the long stages: a machine that cannot have a browser should say so at once.
  let chromium = ''
  await stage('browser', async () => {
    chromium = await findOrFetchChromium()
    console.log(chromium)
  })
  await stage('check', () => run('node', ['scripts/check.mjs']))
  await stage('unit, property and simulation tests', () => run('vitest', ['run']))
  await stage('build', buildIfStale)
  await stage('size', () => run('node', ['scripts/size.mjs']))
  await stage('browser journeys', () =>
    run('vitest', ['run', '--config', 'vitest.e2e.config.ts'], { env: { CHROME_PATH: chromium } }),
  )
  console.log(`\nAll passed in ${((performance.now() - start) / 60_000).toFixed(1)} minutes.`)
})
