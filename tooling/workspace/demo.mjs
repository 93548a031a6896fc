// `npm run demo`: an agent's walk through an installation of its own.
import { runSource } from './run-source.mjs';

runSource('examples/filesystem-agent/src/demo.ts', process.argv.slice(2));
