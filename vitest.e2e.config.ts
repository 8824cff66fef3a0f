import { defineConfig } from 'vitest/config'

/**
 * Browser journeys: each file starts its own server and browser, so two run side by side. They wait for what is seen, and as long as a machine
 * may need that does other things as well: time that is only spent where something is wrong. A test that stands by itself says so and may be
 * begun once more (e2e/support/again.ts); no other is repeated, because it goes on from what the tests before it have done.
 */
export default defineConfig({
  test: {
    include: ['e2e/**/*.journey.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
