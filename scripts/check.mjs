// npm run check [step …]: everything that can be found without running the program. All steps run, then it fails.
import { availableParallelism } from 'node:os'
import { changedAt, main, run, Stop } from './project.mjs'

const projects = ['shared', 'client', 'client/tsconfig.sw.json', 'sync-server', 'tsconfig.json']

/** @type {Record<string, () => Promise<void>>} */
const steps = {
  types: async () => {
    const failures = []
    for (const project of projects) await quietly('tsc', ['-p', project]).catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  },
  lint: () => quietly('oxlint', ['--quiet']),
  format: () => quietly('biome', ['format', '.', '--colors=off']),
  boundaries: () => quietly('node', ['scripts/boundaries.mjs']),
  unused: () => quietly('knip', ['--no-progress', '--cache', '--cache-location', 'node_modules/.cache/knip']),
  // Of the last build, if there is one; npm test looks again at a fresh one.
  size: async () => (changedAt('dist/client-manifest.json') > 0 ? quietly('node', ['scripts/size.mjs']) : undefined),
}

await main(async () => {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !steps[name])
  if (unknown.length > 0)
    throw new Stop(`no check named ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`)
  const queue = Object.keys(steps).filter((name) => asked.length === 0 || asked.includes(name))
  const failed = []
  const worker = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) if (!(await passes(name))) failed.push(name)
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker))
  if (failed.length > 0) throw new Stop(`check failed: ${failed.join(', ')}.`)
})

async function passes(name) {
  const start = performance.now()
  const failure = await steps[name]().then(
    () => undefined,
    (error) => error,
  )
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${failure ? '✗' : '✓'} ${name} ${seconds} s`)
  if (failure && !(failure instanceof Stop)) throw failure
  return !failure
}

function quietly(command, args) {
  return run(command, args, { quiet: true })
}
