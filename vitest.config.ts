import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** What waits for processes of its own goes first, so that at the end no file runs for long beside an idle core. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      /\.e2e\.test\.ts$|\/(?:crash|disk-full|migrate)\.test\.ts$/.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

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
    // Half of the CPU time went into loading the same modules again for each file. No test leaves anything behind in its
    // process; `--isolate` gives each file one of its own all the same.
    isolate: false,
    // A database in a test ends before it has earned what optimising PGlite costs.
    execArgv: ['--conditions=@zoqore/source', '--liftoff-only'],
    sequence: { sequencer: LongestFirst },
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
