import { ResilienceError } from '../errors.ts';

/** A full disk is told from everything else; other errors pass as they are. */
export function explainWriting(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ResilienceError({
        code: 'DISK_FULL',
        message: `no space left while writing \`${path}\`; nothing was kept`,
        cause: error,
      });
    case 'EEXIST':
      return new ResilienceError({
        code: 'BACKUP_TARGET_EXISTS',
        message: `\`${path}\` is there already, or is being written`,
        cause: error,
      });
    default:
      return error;
  }
}
