import { configureGlobal } from 'fast-check'

/**
 * A build says the same of the same code: each property takes the same way every time. New ways are what `npm run fuzz` is for; it also raises
 * the number of runs for every property that does not fix its own.
 */
const { NEXUS_FUZZ_RUNS: runs, NEXUS_FUZZ_SEED: seed = '20261122' } = process.env
configureGlobal({ seed: Number(seed), ...(runs && { numRuns: Number(runs) }) })
