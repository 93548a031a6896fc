// `pnpm bench [evaluate|gateway|policy|replay|ledger|scale|risk|simulate]`: the benchmarks behind docs/performance.md.
import { runSource } from './run-source.mjs';

const files = {
  evaluate: 'tooling/bench/src/evaluate.ts',
  gateway: 'tooling/bench/src/gateway.ts',
  policy: 'tooling/bench/src/policy/bench.ts',
  replay: 'tooling/bench/src/replay.ts',
  ledger: 'tooling/bench/src/ledger/bench.ts',
  scale: 'tooling/bench/src/scale.ts',
  risk: 'tooling/bench/src/risk.ts',
  simulate: 'tooling/bench/src/simulate.ts',
};

const [name = 'evaluate', ...args] = process.argv.slice(2);
const file = files[name];
if (file === undefined) {
  console.error(`error: no benchmark \`${name}\`; there are ${Object.keys(files).join(', ')}`);
  process.exit(2);
}
runSource(file, args);
