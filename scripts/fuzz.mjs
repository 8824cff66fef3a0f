// npm run fuzz [runs] [seed]: the property and simulation tests, many more runs, from a seed that is printed.
import { randomInt } from 'node:crypto'
import { main, run } from './project.mjs'

await main(async () => {
  const [runs = '2000', seed = String(randomInt(2 ** 31))] = process.argv.slice(2)
  console.log(`fuzz: ${runs} runs from seed ${seed}; repeat it with: npm run fuzz -- ${runs} ${seed}`)
  await run('vitest', ['run', '--testTimeout', '600000', '.property.test.', '.sim.test.'], {
    env: { NEXUS_FUZZ_RUNS: runs, NEXUS_FUZZ_SEED: seed },
  })
})
