import { defineConfig } from 'vitest/config'

const needsPostgres = process.env.NEXUS_TEST_POSTGRES ? [] : ['**/*.pg.test.ts']

/** Unit, property and simulation tests, beside the code. The browser journeys have their own configuration. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // What hangs fails; what a full machine makes slow does not.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['./scripts/vitest-setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    projects: [
      {
        extends: true,
        test: {
          name: 'plain',
          environment: 'node',
          include: ['{shared,client,sync-server,scripts,eval}/**/*.test.ts'],
          exclude: needsPostgres,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['client/**/*.test.tsx'],
          setupFiles: ['./scripts/vitest-page.ts'],
        },
      },
    ],
  },
})
