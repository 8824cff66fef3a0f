// npm run eval [word …]: figures of the assistant on public sets (eval/README.md). One line per figure; 1 when one is below its floor.
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { becomeNode, main, root, Stop } from './project.mjs'

const folder = process.env.NEXUS_EVAL_DATA ?? join(root, '../shared/data/assistant')

await main(async () => {
  const args = process.argv.slice(2)
  // The figures are TypeScript, which takes the project's own Node.
  if (args[0] !== '--here') return becomeNode(['scripts/eval.mjs', '--here', ...args], root)
  if (!existsSync(folder)) {
    console.log(
      `No evaluation data in ${folder}: nothing was measured. NEXUS_EVAL_DATA names another folder (eval/README.md).`,
    )
    return
  }
  process.env.NEXUS_EVAL_DATA = folder
  const words = args.slice(1)
  const all = globSync('eval/**/*.eval.ts', { cwd: root }).sort()
  const files = words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)))
  if (files.length === 0) throw new Stop('no such figure.')
  let below = 0
  for (const file of files) below += await measure(file)
  if (below > 0) throw new Stop(`${below} ${below === 1 ? 'figure is' : 'figures are'} below the floor.`)
})

/** How many of its figures lie below their floors. */
async function measure(file) {
  const { name, run } = await import(pathToFileURL(join(root, file)).href)
  const figures = await run()
  console.log(`\n${name}`)
  const width = Math.max(...figures.map((each) => each.what.length))
  for (const { what, value, floor } of figures) {
    const verdict = floor === undefined ? '' : `  floor ${floor} ${value >= floor ? '✓' : '✗'}`
    console.log(`  ${what.padEnd(width)}  ${value.toFixed(3).padStart(7)}${verdict}`)
  }
  return figures.filter(({ value, floor }) => floor !== undefined && !(value >= floor)).length
}
