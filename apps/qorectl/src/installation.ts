import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { QoreError } from './errors.ts';
import { statOf } from './home.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const installationSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{8,64}$/),
  created: z.iso.datetime(),
});

/** Who this installation is: part of the origin of its ledger. */
export type Installation = Readonly<z.infer<typeof installationSchema>>;

/** @throws QoreError SECRET_UNSAFE, CONFIG_INVALID */
export function openInstallation(file: string, clock: () => number): Installation {
  if (statOf(file) === undefined) {
    const made: Installation = { id: randomUUID(), created: new Date(clock()).toISOString() };
    writePrivateFile(file, `${JSON.stringify(made, undefined, 2)}\n`, 'create');
  }
  try {
    return installationSchema.parse(JSON.parse(readPrivateFile(file)));
  } catch (error) {
    if (error instanceof QoreError) throw error;
    throw new QoreError({
      code: 'CONFIG_INVALID',
      message: `\`${file}\` is damaged: expected {"id", "created"}`,
      hint: 'put it back from a backup: the ledger is signed under this id',
      cause: error,
      details: { path: file },
    });
  }
}
