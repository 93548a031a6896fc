import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Home, mode, namedByData, statOf } from '../home.ts';
import { reportOf } from '../problem.ts';
import { type Check, fail, type Finding, ok, skip, warn } from './check.ts';

const mostFiles = 10_000;

export const homeFolder: Check = {
  id: 'home.folder',
  title: 'the home folder is there, private and whole',
  examine({ home }) {
    if (!(home instanceof Error)) return ok(`${home.root} is 0700 and this user's`);
    const { problem } = reportOf(home);
    return fail(problem.message, problem.hint ?? 'qorectl serve');
  },
};

export const fileModes: Check = {
  id: 'home.modes',
  title: 'nobody else can read or change what stands in it',
  examine({ home }) {
    if (home instanceof Error) return skip('there is no home folder to look into');
    const seen = [...walk(home)];
    const open = seen.filter(({ isOpen }) => isOpen);
    const [first] = open;
    if (first === undefined)
      return ok(
        `${seen.length} files and folders are closed to group and others; what stands in the database's cluster folder is closed by that folder`,
      );
    return fail(
      `${open.length} open to others, first ${first.path} (${first.mode})`,
      `chmod -R go-rwx ${home.root}`,
    );
  },
};

/** Secrets, configuration and run files one by one; the database's own files stand in a folder that is closed. */
function* walk(
  home: Home,
): Generator<{ readonly path: string; readonly mode: string; readonly isOpen: boolean }> {
  const waiting = [
    home.secrets,
    home.config,
    home.run,
    home.ledgerJournal,
    home.database,
    home.backups,
    home.journal,
    home.logs,
  ];
  let seen = 0;
  for (let path = waiting.pop(); path !== undefined && seen < mostFiles; path = waiting.pop()) {
    const stat = statOf(path);
    seen += 1;
    if (stat === undefined || stat.isSymbolicLink()) continue;
    yield { path: namedByData(home, path), mode: mode(stat), isOpen: (stat.mode & 0o077) !== 0 };
    if (stat.isDirectory() && path !== join(home.database, 'cluster')) {
      waiting.push(...readdirSync(path).map((name) => join(path ?? '', name)));
    }
  }
}

export const separateUser: Check = {
  id: 'home.user',
  title: 'ZoQore does not run as root',
  examine({ home }): Finding {
    const uid = process.geteuid?.();
    if (home instanceof Error || uid === undefined) return skip('there is no home folder to look at');
    const [name = String(uid), , , , , , shell = ''] = passwordLine(uid) ?? [];
    if (uid === 0) {
      return warn(
        'runs as root: whatever it starts could change anything here',
        'run it as a user of its own; SECURITY.md says what is open otherwise',
      );
    }
    return /\/(nologin|false)$/.test(shell)
      ? ok(`runs as ${name}, which nobody logs in as`)
      : // Most of those who try it: no fault to be mended, and said where all is asked for.
        ok(`runs as ${name}; agents are kept apart from it only when they run as another user`);
  },
};

function passwordLine(uid: number): readonly string[] | undefined {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => fields[2] === String(uid));
  } catch {
    return undefined;
  }
}
