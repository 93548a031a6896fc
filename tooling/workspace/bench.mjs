// `pnpm bench [evaluate|gateway|policy|replay|ledger]`: the benchmarks behind docs/performance.md.
import { runSource } from './run-source.mjs';

const files = {
  evaluate: 'tooling/bench/src/evaluate.ts',
  gateway: 'tooling/bench/src/gateway.ts',
  policy: 'packages/policy/test/evaluate.bench.ts',
  replay: 'tooling/bench/src/replay.ts',
  ledger: 'packages/ledger/test/append.bench.ts',
};

const [name = 'evaluate', ...args] = process.argv.slice(2);
const file = files[name];
if (file === undefined) {
  console.error(`error: no benchmark \`${name}\`; there are ${Object.keys(files).join(', ')}`);
  process.exit(2);
}
runSource(file, args);
