import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

interface EntryPoint {
  /** As a consumer imports it. */
  readonly specifier: string;
  readonly declarations: string;
  readonly folder: string;
}

/**
 * What each public package of a workspace exports, as built: file name → text. A type that is not exported but that an
 * export mentions is part of it, because a consumer depends on its shape all the same.
 */
export function apiReports(root: string): Map<string, string> {
  const packages = publicPackages(join(root, 'packages'));
  const [first, ...others] = packages.flatMap(({ entries }) => entries);
  if (first === undefined)
    throw new Error(`expected public packages in \`${join(root, 'packages')}\`, found none`);
  const missing = [first, ...others].filter(({ declarations }) => !existsSync(declarations));
  if (missing.length > 0)
    throw new Error(`not built: ${missing.map(({ declarations }) => declarations).join(', ')}`);
  const scratch = mkdtempSync(join(tmpdir(), 'zoqore-api-'));
  try {
    // One program for all of them: the libraries that they share are read once.
    const compilerState = CompilerState.create(configOf(first, scratch), {
      additionalEntryPoints: others.map(({ declarations }) => declarations),
    });
    return new Map(
      packages.map(({ name, entries }) => {
        const seen = new Set<string>();
        const sections = entries.map((entry) => {
          const text = declarationsOf(entry, compilerState, scratch, seen);
          return `\n## \`${entry.specifier}\`\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
        });
        return [`${name.replace(/^@[^/]*\//, '')}.api.md`, `# API of ${name}\n${sections.join('')}`];
      }),
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function publicPackages(group: string): { name: string; entries: EntryPoint[] }[] {
  return readdirSync(group)
    .sort()
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(group, folder, 'package.json'), 'utf8')) as {
        name: string;
        private?: boolean;
        exports?: Record<string, string | { types?: string }>;
      };
      const entries = Object.entries(manifest.private === true ? {} : (manifest.exports ?? {})).flatMap(
        ([path, target]) =>
          typeof target === 'string' || target.types === undefined
            ? []
            : [
                {
                  specifier: manifest.name + path.slice(1),
                  declarations: join(group, folder, target.types),
                  folder: join(group, folder),
                },
              ],
      );
      return { name: manifest.name, entries };
    })
    .filter(({ entries }) => entries.length > 0);
}

/** The declarations of one entry, without those that `seen` has from an entry of the same package before it. */
function declarationsOf(
  entry: EntryPoint,
  compilerState: CompilerState,
  scratch: string,
  seen: Set<string>,
): string {
  const config = configOf(entry, scratch);
  const { succeeded } = Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error)
        throw new Error(`${entry.specifier}: ${message.text}`);
      message.handled = true;
    },
  });
  if (!succeeded) throw new Error(`${entry.specifier}: no report could be made`);
  const report = readFileSync(config.reportFilePath, 'utf8').replaceAll('\r\n', '\n');
  const body = /```ts\n([\s\S]*)```/.exec(report)?.[1] ?? '';
  return (
    body
      // We tag no release stages, so what the extractor says of them is the same everywhere.
      .replaceAll(/^ *\/\/ (?:@public(?: \(undocumented\))?|\(undocumented\)|\(No @packageDoc.*)\n/gm, '')
      .split('\n\n')
      .map((block) => block.trim())
      .filter((block) => {
        const declaration = block.replace(/^export /, '');
        const isRepeated = block === '' || (block === declaration && seen.has(declaration));
        seen.add(declaration);
        return !isRepeated;
      })
      .join('\n\n')
  );
}

function configOf(entry: EntryPoint, scratch: string): ExtractorConfig {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: entry.folder,
      mainEntryPointFilePath: entry.declarations,
      apiReport: {
        enabled: true,
        reportFolder: scratch,
        reportTempFolder: join(scratch, 'temp'),
        reportFileName: 'report',
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2024',
            lib: ['ES2024'],
            types: ['node'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            strict: true,
            skipLibCheck: true,
          },
          files: [entry.declarations],
        },
      },
      messages: {
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(entry.folder, 'package.json'),
  });
}
