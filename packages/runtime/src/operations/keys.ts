import { hash } from 'node:crypto';
import { desc, eq } from 'drizzle-orm';
import { requireApprover, requireScope } from '../authorize.ts';
import type { KeyRow } from '../companions/standing.ts';
import { newId } from '../core.ts';
import type { Core } from '../core.ts';
import type { Credential, Scope } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { recordOnly } from '../record.ts';
import { apiKey } from '../schema.ts';
import { instant } from '../instant.ts';

export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actors: readonly string[] | 'any';
  readonly createdAt: string;
  readonly revokedAt?: string;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actors: readonly string[] | 'any';
}

/** A key that the application keeps in a file of its own. */
export interface PresetKey extends NewKey {
  readonly key: string;
}

export interface Keys {
  list(credential: Credential): Promise<readonly KeyRecord[]>;
  /** The key itself is returned once and kept as a hash. One that may approve takes `approve` too. @throws RuntimeError VALIDATION_ERROR, ACTOR_FORBIDDEN */
  create(
    credential: Credential,
    request: NewKey,
  ): Promise<{ readonly key: string; readonly record: KeyRecord }>;
  /** Holds at once in this process and within a second in others. @throws RuntimeError NOT_FOUND, STATE_CONFLICT */
  revoke(credential: Credential, id: string): Promise<KeyRecord>;
  /** The credential that a presented key proves, if it stands. */
  readonly authenticate: (presented: string) => Credential | undefined;
}

/** A new API key: `zq_` and 256 random bits, base64url. */
export function newApiKey(random: (bytes: number) => Uint8Array): string {
  return `zq_${Buffer.from(random(32)).toString('base64url')}`;
}

export function createKeys(core: Core): Keys {
  return {
    // Looked up by hash: what a comparison could leak by its time is the hash of a guess, not the key.
    authenticate: (presented) => core.view.standing.keys.get(hash('sha256', presented)),

    async list(credential) {
      requireScope(credential, 'admin');
      const rows = await core.database.read((drizzle) =>
        drizzle.select().from(apiKey).orderBy(desc(apiKey.createdAt)),
      );
      return rows.map(keyRecordOf);
    },

    async create(credential, request) {
      requireScope(credential, 'admin');
      requireSeparation(request);
      if (request.scopes.includes('approve')) requireApprover(credential, 'the new key could approve');
      const key = newApiKey(core.random);
      const record = await register(core, { ...request, key }, credential.name);
      return { key, record };
    },

    async revoke(credential, id) {
      requireScope(credential, 'admin');
      const [found] = await core.database.read((drizzle) =>
        drizzle.select().from(apiKey).where(eq(apiKey.id, id)),
      );
      if (found === undefined) {
        throw new RuntimeError({
          code: 'NOT_FOUND',
          message: `expected a key, found none with id \`${id}\``,
        });
      }
      if (found.revokedAt !== null) {
        throw new RuntimeError({
          code: 'STATE_CONFLICT',
          message: `the key \`${found.name}\` is already revoked`,
        });
      }
      const now = core.clock();
      await recordOnly(
        core,
        {
          kind: 'key.revoked',
          actor: credential.keyId,
          at: instant(now),
          body: { keyId: id, name: found.name, by: credential.name },
        },
        [{ kind: 'key-revocation', row: { id, revokedAt: now } }],
      );
      core.view.change((standing) => standing.keys.delete(found.hash));
      await core.view.reload();
      return keyRecordOf({ ...found, revokedAt: now });
    },
  };
}

/**
 * Makes a key file's key known at first sight. One that was revoked stays revoked, because its hash stays in the table.
 */
export async function ensurePresetKey(core: Core, preset: PresetKey): Promise<void> {
  const [known] = await core.database.read((drizzle) =>
    drizzle
      .select({ id: apiKey.id })
      .from(apiKey)
      .where(eq(apiKey.hash, hash('sha256', preset.key))),
  );
  if (known === undefined) await register(core, preset, 'installation');
}

async function register(core: Core, request: PresetKey, by: string): Promise<KeyRecord> {
  const now = core.clock();
  const row: KeyRow = {
    id: newId(core, 'key'),
    hash: hash('sha256', request.key),
    name: request.name,
    scopes: JSON.stringify(request.scopes),
    actors: JSON.stringify(request.actors),
    createdAt: now,
  };
  await recordOnly(
    core,
    {
      kind: 'key.created',
      actor: row.id,
      at: instant(now),
      body: { keyId: row.id, name: row.name, scopes: request.scopes, actors: request.actors, by },
    },
    [{ kind: 'key', row }],
  );
  await core.view.reload();
  return keyRecordOf({ ...row, revokedAt: null });
}

/** Who asks may not be who approves. */
function requireSeparation({ scopes, actors }: NewKey): void {
  if (scopes.includes('decide') && scopes.length > 1) {
    throw new RuntimeError({
      code: 'VALIDATION_ERROR',
      message: 'a key with scope `decide` may hold no other: an agent could approve its own request',
      details: { issues: [{ path: 'scopes', message: 'expected `decide` alone, or `approve` and `admin`' }] },
    });
  }
  if (scopes.includes('decide') && (actors === 'any' || actors.length === 0)) {
    throw new RuntimeError({
      code: 'VALIDATION_ERROR',
      message: 'a key with scope `decide` must name the actors that it may speak for',
      details: { issues: [{ path: 'actors', message: 'expected at least one actor id' }] },
    });
  }
}

function keyRecordOf(row: {
  id: string;
  name: string;
  scopes: string;
  actors: string;
  createdAt: number;
  revokedAt: number | null;
}): KeyRecord {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes) as Scope[],
    actors: JSON.parse(row.actors) as KeyRecord['actors'],
    createdAt: instant(row.createdAt),
    ...(row.revokedAt === null ? {} : { revokedAt: instant(row.revokedAt) }),
  };
}
