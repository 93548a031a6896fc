import { join } from 'node:path';
import { canonicalize, parseCanonical } from '@zoqore/ledger';
import { z } from 'zod';
import { ResilienceError } from '../errors.ts';
import { replaceFile } from './durable.ts';
import type { FileSystem } from './file-system.ts';

/**
 * `running`: step `step` may have begun, none after it. `undoing`: those from `step` on may be undone, none before it is.
 * `done` and `undone` are the ends.
 */
export type OperationPhase = 'running' | 'undoing' | 'done' | 'undone';

/** How far the latest operation has come. */
export interface OperationRecord {
  readonly format: 'zoqore/operation/v1';
  readonly kind: string;
  readonly phase: OperationPhase;
  readonly step: number;
  /** JSON; all that the steps need to go on. */
  readonly plan: unknown;
  /** Why it was undone. */
  readonly reason?: string | undefined;
}

const recordSchema = z.strictObject({
  format: z.literal('zoqore/operation/v1'),
  kind: z.string().min(1),
  phase: z.enum(['running', 'undoing', 'done', 'undone']),
  step: z.int().min(0),
  plan: z.unknown(),
  reason: z.string().exactOptional(),
});

/** The latest operation on an installation, in one file that is replaced whole. */
export class OperationJournal {
  readonly files: FileSystem;
  readonly #path: string;

  /** The folder exists. Whoever opens it holds a lock on the installation. */
  constructor(files: FileSystem, folder: string) {
    this.files = files;
    this.#path = join(folder, 'operation.json');
  }

  /** @throws OPERATION_UNREADABLE: nobody can say then what is whole, and nothing may start */
  async read(): Promise<OperationRecord | undefined> {
    const bytes = await this.files.read(this.#path);
    if (bytes === undefined) return undefined;
    try {
      return recordSchema.parse(parseCanonical(Buffer.from(bytes).toString()));
    } catch (cause) {
      throw new ResilienceError({
        code: 'OPERATION_UNREADABLE',
        message: `\`${this.#path}\` was altered by somebody: it is replaced whole and never half written`,
        cause,
      });
    }
  }

  /** On the disk when it resolves. */
  async write(record: OperationRecord): Promise<void> {
    await replaceFile(this.files, this.#path, Buffer.from(canonicalize(record)));
  }
}
