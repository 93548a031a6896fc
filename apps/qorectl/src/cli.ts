#!/usr/bin/env node
import module from 'node:module';
import { dirname, join } from 'node:path';
import { version } from './version.ts';

// Beside the program and not in the shared temporary folder: what is cached there is run.
module.enableCompileCache?.(join(dirname(import.meta.dirname), 'node_modules/.cache/qorectl'));

// Node lets FORCE_COLOR win over NO_COLOR, and warns about it.
if ((process.env['NO_COLOR'] ?? '') !== '') delete process.env['FORCE_COLOR'];

const only = process.argv.length === 3 ? process.argv[2] : undefined;
if (only === '--version' || only === '-v') {
  process.stdout.write(`qorectl ${version}\n`);
} else {
  const { main } = await import('./main.ts');
  // Not process.exit: what is still buffered for a pipe would be lost.
  process.exitCode = await main(process.argv.slice(2));
}
