import { chmod, readFile, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;
const { version } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'));

const outdir = process.argv[2] ?? join(root, 'dist');
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli.ts' },
  outdir,
  metafile: true,
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
await chmod(join(outdir, 'cli.js'), 0o755);

// Last, so that at every moment there is a whole program.
const made = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
for (const chunk of await readdir(join(outdir, 'chunks'))) {
  if (!made.has(chunk)) await rm(join(outdir, 'chunks', chunk));
}
