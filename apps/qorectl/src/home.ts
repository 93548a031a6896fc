import { type Stats, lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { QoreError } from './errors.ts';

/** Where everything of one installation stands. All paths are absolute. */
export interface Home {
  readonly root: string;
  /** The data generation in force, `gen-N`, real path. */
  readonly generation: string;
  readonly database: string;
  readonly ledgerJournal: string;
  readonly config: string;
  readonly configFile: string;
  readonly policies: string;
  readonly models: string;
  readonly secrets: string;
  readonly installationFile: string;
  readonly backups: string;
  readonly journal: string;
  readonly run: string;
  readonly socket: string;
  /** Written by the process that holds the socket, and by one that is a gateway on a port only. */
  readonly runFile: string;
  readonly gatewayRunFile: string;
  readonly logs: string;
}

/** `--home`, else ZOQORE_HOME, else the clone's (set by its launcher), else the nearest `.failsafe` from the working directory upwards, else one right there. */
export function locateHome(options: {
  readonly flag: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}): string {
  const named =
    options.flag ?? options.environment['ZOQORE_HOME'] ?? options.environment['QORECTL_DEFAULT_HOME'];
  if (named !== undefined && named !== '') return resolve(options.workingDirectory, named);
  for (let folder = options.workingDirectory; ; folder = dirname(folder)) {
    const candidate = join(folder, '.failsafe');
    if (statOf(candidate)?.isDirectory() === true) return candidate;
    if (dirname(folder) === folder) return join(options.workingDirectory, '.failsafe');
  }
}

/**
 * Opens the folder of an existing installation.
 * @throws QoreError HOME_MISSING, HOME_UNSAFE
 */
export function openHome(root: string): Home {
  if (statOf(root) === undefined) {
    throw new QoreError({
      code: 'HOME_MISSING',
      message: `there is no installation at \`${root}\``,
      details: { home: root },
    });
  }
  requirePrivateFolder(root);
  const data = join(root, 'data');
  if (statOf(data) === undefined) {
    throw new QoreError({
      code: 'HOME_MISSING',
      message: `\`${root}\` holds no installation: there is no \`data\` in it`,
      details: { home: root },
    });
  }
  const target = linkTarget(data);
  if (!/^gen-[1-9]\d{0,8}$/.test(target)) {
    throw unsafe(data, `expected a link to gen-N beside it, found \`${target}\``, `ls -l ${data}`);
  }
  const home = layout(realpathSync(root), target);
  const config = linkTarget(join(root, 'config'));
  if (config !== 'data/config') {
    throw unsafe(
      join(root, 'config'),
      `expected a link to data/config, found \`${config}\``,
      `ls -l ${join(root, 'config')}`,
    );
  }
  for (const folder of [home.generation, home.config, home.policies, home.secrets, home.run])
    requirePrivateFolder(folder);
  return home;
}

/**
 * Creates what is missing of an installation's folder, 0700 throughout, and opens it. Safe to run again.
 * @throws QoreError HOME_UNSAFE
 */
export function createHome(root: string): Home {
  makeFolder(root, true);
  requirePrivateFolder(root);
  const data = join(root, 'data');
  if (statOf(data) === undefined) {
    for (const folder of [
      'gen-1',
      'gen-1/config',
      'gen-1/config/policies',
      'gen-1/secrets',
      'gen-1/db',
      'gen-1/ledger-journal',
    ]) {
      makeFolder(join(root, folder));
    }
    makeLink('gen-1', data);
  }
  if (statOf(join(root, 'config')) === undefined) makeLink('data/config', join(root, 'config'));
  for (const folder of ['backups', 'journal', 'run', 'logs']) makeFolder(join(root, folder));
  const home = openHome(root);
  // Nothing is in it before somebody writes a model there, which docs/risk-and-trust.md begins with.
  makeFolder(home.models);
  requirePrivateFolder(home.models);
  return home;
}

function layout(root: string, generationName: string): Home {
  const generation = join(root, generationName);
  return {
    root,
    generation,
    database: join(generation, 'db'),
    ledgerJournal: join(generation, 'ledger-journal'),
    config: join(generation, 'config'),
    configFile: join(generation, 'config', 'zoqore.yaml'),
    policies: join(generation, 'config', 'policies'),
    models: join(generation, 'config', 'models'),
    secrets: join(generation, 'secrets'),
    installationFile: join(generation, 'installation.json'),
    backups: join(root, 'backups'),
    journal: join(root, 'journal'),
    run: join(root, 'run'),
    socket: join(root, 'run', 'qorectl.sock'),
    runFile: join(root, 'run', 'serve.json'),
    gatewayRunFile: join(root, 'run', 'gateway.json'),
    logs: join(root, 'logs'),
  };
}

/** A path of the generation in force as it is named to people and in settings: by `data`, which outlives a generation. */
export function namedByData({ root, generation }: Home, path: string): string {
  return path.startsWith(generation + sep) ? join(root, 'data', path.slice(generation.length + 1)) : path;
}

/** Never follows the last component, so that a planted link is seen as what it is. */
export function requirePrivateFolder(path: string): void {
  const stat = statOf(path);
  if (stat === undefined) throw unsafe(path, 'it is missing', `mkdir -m 700 ${path}`);
  if (!stat.isDirectory()) {
    throw unsafe(
      path,
      `expected a folder, found ${stat.isSymbolicLink() ? 'a link' : 'something else'}`,
      'name the real folder with --home or ZOQORE_HOME',
    );
  }
  requireOwner(path, stat);
  if ((stat.mode & 0o077) !== 0) {
    throw unsafe(
      path,
      `expected mode 0700, found ${mode(stat)}: others can read or change what governs agents`,
      `chmod 700 ${path}`,
    );
  }
}

/** The permission bits as people write them, `0755`. */
export function mode(stat: Stats): string {
  return (stat.mode & 0o7777).toString(8).padStart(4, '0');
}

export function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function requireOwner(path: string, stat: Stats): void {
  const uid = process.geteuid?.();
  if (uid !== undefined && stat.uid !== uid) {
    throw unsafe(
      path,
      `it belongs to user ${stat.uid}, and this is user ${uid}`,
      'run as its owner, or name another folder with --home',
    );
  }
}

function makeFolder(path: string, isRecursive = false): void {
  if (statOf(path) !== undefined) return;
  if (isRecursive) mkdirSync(dirname(path), { recursive: true });
  orAlreadyThere(() => mkdirSync(path, { mode: 0o700 }));
}

function makeLink(target: string, path: string): void {
  orAlreadyThere(() => symlinkSync(target, path));
}

/** Another first start may be quicker; openHome judges what it made. */
function orAlreadyThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function linkTarget(path: string): string {
  const stat = statOf(path);
  if (stat?.isSymbolicLink() !== true) throw unsafe(path, 'expected a link', `ls -ld ${path}`);
  requireOwner(path, stat);
  return readlinkSync(path);
}

function unsafe(path: string, found: string, fix: string): QoreError {
  return new QoreError({
    code: 'HOME_UNSAFE',
    message: `\`${path}\` is not safe to use: ${found}`,
    hint: fix,
    details: { path, name: basename(path) },
  });
}
