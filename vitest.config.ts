import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@zoqore/source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['{packages,apps,examples,tooling}/*/test/**/*.test.ts'],
    // PGlite takes 2–3 s to create its first cluster, more when the cores are shared.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Vitest would leave one of two cores idle; much of the time is spent waiting for real processes.
    maxWorkers: 2,
    execArgv: ['--conditions=@zoqore/source'],
    // `pnpm coverage`: a floor under the branches of what decides and records, by the tests of each package itself.
    coverage: {
      provider: 'v8',
      include: ['packages/{policy,risk,ledger,runtime}/src/**'],
      exclude: ['**/src/testing/**'],
      reporter: ['text-summary'],
      thresholds: {
        'packages/policy/src/**': { branches: 92 },
        'packages/risk/src/**': { branches: 87 },
        'packages/ledger/src/**': { branches: 89 },
        'packages/runtime/src/**': { branches: 84 },
      },
    },
  },
});
