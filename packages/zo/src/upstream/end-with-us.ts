import type { ChildProcess } from 'node:child_process';

/** Group leaders that run. Of the process as a whole, as its end is. */
const leaders = new Set<number>();

/** When this process ends at once (a second Ctrl-C, a fault), the group of this child ends with it. */
export function endWithUs(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (leaders.size === 0) process.once('exit', killAll);
  leaders.add(pid);
  child.once('exit', () => {
    leaders.delete(pid);
    if (leaders.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const pid of leaders) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  }
}
