import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const processFile = fileURLToPath(new URL('./one-process.ts', import.meta.url));

/** Entries a second of four processes together: each from when all are ready to when it is done. */
export async function fourProcesses(what: 'raw' | 'append', url: string, entries: number): Promise<number> {
  const children = [0, 1, 2, 3].map((number) =>
    fork(processFile, [what, url, String(entries / 4), String(number)], {
      execArgv: ['--conditions=@zoqore/source'],
    }),
  );
  await Promise.all(children.map(async (child) => await once(child, 'message')));
  const answers = children.map(async (child) => {
    const [perSecond] = (await once(child, 'message')) as [number];
    return perSecond;
  });
  const began = performance.now();
  for (const child of children) child.send('begin');
  await Promise.all(answers);
  const perSecond = entries / ((performance.now() - began) / 1000);
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode === null) await once(child, 'exit');
    }),
  );
  return perSecond;
}
