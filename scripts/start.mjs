// npm start: from a clean clone to a serving process in one command, and at once the second time.
import { buildIfStale } from './build.mjs'
import { installIfNeeded } from './install.mjs'
import { becomeNode, main, root } from './project.mjs'

await main(async () => {
  await installIfNeeded()
  await buildIfStale()
  becomeNode(['sync-server/app/main.ts', ...process.argv.slice(2)], root)
})
