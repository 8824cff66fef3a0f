// npm run bench [word …]: runs bench/*.bench.ts whose path holds one of the words, one after another, each in a process
// of its own so that none warms up or burdens the next.
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { join } from 'node:path'
import { main, projectNode, root, Stop } from './project.mjs'

const marker = '\u0000bench:'

await main(async () => {
  const args = process.argv.slice(2)
  if (args[0] === '--one') return runHere(args[1])
  const all = globSync('bench/*.bench.ts', { cwd: root }).sort()
  const files = args.length === 0 ? all : all.filter((file) => args.some((word) => file.includes(word)))
  if (files.length === 0) throw new Stop('no such bench.')
  let failed = 0
  for (const file of files) if (!(await runApart(file))) failed += 1
  if (failed > 0) throw new Stop(`${failed} of ${files.length} benches failed.`)
})

async function runApart(file) {
  const args = ['--expose-gc', 'scripts/bench.mjs', '--one', file]
  try {
    const { stdout } = await promisify(execFile)(projectNode, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })
    const result = stdout.split('\n').find((line) => line.startsWith(marker))
    if (!result) throw new Error(stdout)
    printTable(JSON.parse(result.slice(marker.length)))
    return true
  } catch (error) {
    console.error(`\n${file} failed:\n${error.stderr || error.message}`)
    return false
  }
}

async function runHere(file) {
  const { name, run } = await import(pathToFileURL(join(root, file)).href)
  const start = performance.now()
  const measures = await run()
  const seconds = (performance.now() - start) / 1000
  process.stdout.write(`\n${marker}${JSON.stringify({ name, measures, seconds })}\n`, () => process.exit(0))
}

function printTable({ name, measures, seconds }) {
  console.log(`\n${name} (${seconds.toFixed(1)} s)`)
  const width = Math.max(...measures.map((each) => each.what.length))
  for (const { what, value, unit, limit } of measures) {
    const shown = Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 3 })
    const verdict = limit === undefined ? '' : `  limit ${limit} ${value <= limit ? '✓' : '✗'}`
    console.log(`  ${what.padEnd(width)}  ${shown.padStart(12)} ${unit}${verdict}`)
  }
}
