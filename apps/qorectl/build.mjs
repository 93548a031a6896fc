import { chmod, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const root = import.meta.dirname;
const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'));

await rm(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Opened only by the commands that need them.
  external: ['@zoqore/*', 'zod', 'yaml'],
  // Less to read and parse at every start; names stay for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  define: { QORECTL_VERSION: JSON.stringify(version) },
  // oclif is CommonJS.
  banner: {
    js: `import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);const __filename = import.meta.filename;const __dirname = import.meta.dirname;`,
  },
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
});
await chmod(`${root}/dist/cli.js`, 0o755);
