/** How often a property is tried: `everyDay` in `npm test`, or as often as `npm run fuzz` asks. */
export function fuzzRuns(everyDay: number): number {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } }
  const asked = Number(process?.env.NEXUS_FUZZ_RUNS)
  return asked > 0 ? asked : everyDay
}
