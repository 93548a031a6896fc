import { readFileSync } from 'node:fs';

/** What tells a process from the next one that gets its number; empty where the system does not say. */
export interface ProcessIdentity {
  readonly bootId?: string | undefined;
  /** Clock ticks since that boot. */
  readonly processStart?: string | undefined;
}

/** Undefined when no such process is alive. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromSignal(pid);
}

function fromProc(pid: number): ProcessIdentity | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces and parentheses itself; the fields count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie serves nobody.
  if (fields[0] === 'Z') return undefined;
  return { bootId: textOf('/proc/sys/kernel/random/boot_id')?.trim(), processStart: fields[19] };
}

function fromSignal(pid: number): ProcessIdentity | undefined {
  try {
    process.kill(pid, 0);
    return {};
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? {} : undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
