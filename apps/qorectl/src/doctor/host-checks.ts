import { readFileSync, realpathSync, statfsSync } from 'node:fs';
import { type Check, fail, ok, skip, warn } from './check.ts';

const gibibyte = 2 ** 30;
const leastNode = [24, 15] as const;

export const disk: Check = {
  id: 'store.disk',
  title: 'there is space for the record',
  examine({ home }) {
    if (home instanceof Error) return skip('there is no home folder');
    const { bavail, bsize, blocks, ffree, files } = statfsSync(home.generation);
    const free = bavail * bsize;
    const evidence = `${(free / gibibyte).toFixed(1)} GiB free of ${((blocks * bsize) / gibibyte).toFixed(1)} GiB`;
    const fix = `free space on the file system of ${home.root}`;
    if (free < gibibyte / 10 || (files > 0 && ffree < 100))
      return fail(`${evidence}; decisions are refused when it is full`, fix);
    return free < gibibyte ? warn(evidence, fix) : ok(evidence);
  },
};

export const durability: Check = {
  id: 'store.durability',
  title: 'what was acknowledged survives power loss',
  examine({ config, status }) {
    if (config instanceof Error) return skip('there is no configuration');
    if (!(status instanceof Error) && status.engine === 'postgres')
      return ok('PostgreSQL; its own synchronous_commit decides');
    return config.database.durability === 'fsync'
      ? ok('fsync: journalled and synced before an answer leaves')
      : warn(
          'process: survives kill -9, not power loss',
          'set database.durability: fsync in zoqore.yaml, then restart',
        );
  },
};

/** File systems of other machines, and those that forget or mislead about what was written. */
const unsound: Readonly<Record<string, string>> = {
  tmpfs: 'is memory: all is lost when the machine stops',
  ramfs: 'is memory: all is lost when the machine stops',
  nfs: 'is on another machine: locks and fsync are weaker',
  nfs4: 'is on another machine: locks and fsync are weaker',
  cifs: 'is on another machine: locks and fsync are weaker',
  '9p': 'is passed in from a host: fsync may not reach the disk',
  virtiofs: 'is passed in from a host: fsync may not reach the disk',
};

export const fileSystem: Check = {
  id: 'store.filesystem',
  title: 'the file system keeps what it is given',
  examine({ home }) {
    if (home instanceof Error) return skip('there is no home folder');
    const mount = mountOf(realpathSync(home.generation));
    if (mount === undefined) return skip('/proc/self/mountinfo cannot be read');
    const fault = unsound[mount.type];
    return fault === undefined
      ? ok(`${mount.type} at ${mount.point}`)
      : warn(`${home.root} on ${mount.type} ${fault}`, 'choose a folder on a local disk with ZOQORE_HOME');
  },
};

/** The mount that holds a path: of those whose point is above it, the longest, and the last of equals. */
function mountOf(path: string): { readonly point: string; readonly type: string } | undefined {
  let found: { readonly point: string; readonly type: string } | undefined;
  let text: string;
  try {
    text = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return undefined;
  }
  for (const line of text.split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const point = (left.split(' ')[4] ?? '').replaceAll(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const isAbove = point === '/' || path === point || path.startsWith(`${point}/`);
    if (point !== '' && isAbove && point.length >= (found?.point.length ?? 0))
      found = { point, type: right.split(' ')[0] ?? '' };
  }
  return found;
}

export const node: Check = {
  id: 'host.node',
  title: 'the Node that runs is one that is tested',
  examine() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const isEnough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
    return isEnough
      ? ok(process.versions.node)
      : fail(
          `${process.versions.node}, expected ${leastNode.join('.')} or later`,
          'start it by ./qorectl, which finds the right one',
        );
  },
};
