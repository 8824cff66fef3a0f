// `npm run fuzz` raises the number of runs for every property that does not fix its own.
if (process.env.NEXUS_FUZZ_RUNS) {
  const { configureGlobal } = await import('fast-check')
  const seed = Number(process.env.NEXUS_FUZZ_SEED)
  configureGlobal({ numRuns: Number(process.env.NEXUS_FUZZ_RUNS), ...(Number.isInteger(seed) && { seed }) })
}

export {}
