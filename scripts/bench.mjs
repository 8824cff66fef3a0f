// npm run bench [word …] [name=value …]: runs bench/**/*.bench.ts whose path holds one of the words, one after another, each in a
// process of its own so that none warms up or burdens the next. `servers=nexus,hocuspocus` and `runs=1` become BENCH_SERVERS and
// BENCH_RUNS for the benches that compare (bench/README.md).
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { findChromium } from './chromium.mjs'
import { main, projectNode, root, Stop } from './project.mjs'

const marker = '\u0000bench:'

await main(async () => {
  const args = process.argv.slice(2)
  if (args[0] === '--one') return runHere(args[1])
  const settings = args.filter((arg) => arg.includes('='))
  for (const [name, value] of settings.map((each) => each.split('=')))
    process.env[`BENCH_${name.toUpperCase()}`] = value
  const words = args.filter((arg) => !arg.includes('='))
  const all = globSync('bench/**/*.bench.ts', { cwd: root }).sort()
  const files = words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)))
  if (files.length === 0) throw new Stop('no such bench.')
  const chromium = findChromium()
  if (chromium) process.env.CHROME_PATH = chromium
  await buildIfStale()
  let failed = 0
  for (const file of files) if (!(await runApart(file))) failed += 1
  if (failed > 0) throw new Stop(`${failed} of ${files.length} benches failed.`)
})

async function runApart(file) {
  const args = ['--expose-gc', 'scripts/bench.mjs', '--one', file]
  try {
    const running = promisify(execFile)(projectNode, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => running.child.kill(signal))
    const { stdout } = await running
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
  // An exit in order, so that what a bench has started ends with it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  const { name, run } = await import(pathToFileURL(join(root, file)).href)
  const start = performance.now()
  const measures = await run()
  const seconds = (performance.now() - start) / 1000
  process.stdout.write(`\n${marker}${JSON.stringify({ name, measures, seconds })}\n`, () => process.exit(0))
}

function printTable({ name, measures, seconds }) {
  console.log(`\n${name} (${seconds.toFixed(1)} s)`)
  if (!Array.isArray(measures)) return printComparison(measures)
  const width = Math.max(...measures.map((each) => each.what.length))
  for (const { what, value, unit, limit } of measures) {
    const shown = shownNumber(value)
    const verdict = limit === undefined ? '' : `  limit ${limit} ${value <= limit ? '✓' : '✗'}`
    console.log(`  ${what.padEnd(width)}  ${shown.padStart(12)} ${unit}${verdict}`)
  }
}

function printComparison({ columns, rows, notes }) {
  const width = Math.max(...rows.map((each) => each.what.length + each.unit.length + 2))
  const cell = (text) => text.padStart(15)
  console.log(`  ${''.padEnd(width)}${columns.map(cell).join('')}`)
  for (const { what, unit, values, target } of rows) {
    const cells = columns.map((column) => cell(values[column] == null ? '–' : shownNumber(values[column])))
    const verdict = target ? `   ${target.text} ${target.isReached ? '✓' : '✗'}` : ''
    console.log(`  ${`${what}, ${unit}`.padEnd(width)}${cells.join('')}${verdict}`)
  }
  for (const note of notes) console.log(`  ${note}`)
}

function shownNumber(value) {
  return Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 3 })
}
