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
  },
});
