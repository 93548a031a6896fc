import type { Companion } from '@zoqore/ledger';
import { requireScope } from '../authorize.ts';
import type { ToolPinRow } from '../companions/standing.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { recordOnly } from '../record.ts';
import { instant } from '../instant.ts';
import { toolKey } from '../standing/standing.ts';
import type { ToolPin } from '../standing/standing.ts';
import type { Governance, ToolState } from '../governance.ts';

export interface ToolRecord {
  readonly server: string;
  readonly name: string;
  readonly state: ToolState;
  readonly definitionDigest: string;
  /** What it changed to, while it waits for acceptance. */
  readonly changedTo?: string;
  readonly firstSeenAt: string;
}

/** Names one definition of one tool. */
export interface ToolAcceptance {
  readonly server: string;
  readonly name: string;
  readonly definitionDigest: string;
}

/** Tool definitions as first seen: what changed since is held until a person accepts it. */
export interface Tools {
  list(): readonly ToolRecord[];
  observe: Governance['observeTools'];
  /** Accepts exactly the definition that was shown. @throws RuntimeError ACTOR_FORBIDDEN, NOT_FOUND, STATE_CONFLICT */
  accept(credential: Credential, acceptance: ToolAcceptance): Promise<ToolRecord>;
}

export function createTools(core: Core): Tools {
  const find = (server: string, name: string): ToolPin | undefined =>
    core.view.standing.tools.get(toolKey(server, name));

  return {
    list: () => [...core.view.standing.tools.values()].map(toolRecordOf),

    async observe(server, tools) {
      const now = core.clock();
      const states = new Map<string, ToolState>();
      const firstSeen: ToolPinRow[] = [];
      const changed: ToolPinRow[] = [];
      for (const { name, definitionDigest } of tools) {
        const pin = find(server, name);
        const row = { server, name, firstSeenAt: pin?.firstSeenAt ?? now };
        if (pin === undefined) {
          states.set(name, 'first-seen');
          firstSeen.push({ ...row, definitionDigest, changedTo: null });
        } else if (pin.definitionDigest === definitionDigest) {
          states.set(name, 'known');
          // Changed and changed back: nothing waits any more.
          if (pin.changedTo !== undefined) changed.push({ ...row, definitionDigest, changedTo: null });
        } else {
          states.set(name, 'changed');
          if (pin.changedTo !== definitionDigest) {
            changed.push({ ...row, definitionDigest: pin.definitionDigest, changedTo: definitionDigest });
          }
        }
      }
      for (const [kind, rows] of [
        ['tools.first-seen', firstSeen],
        ['tools.changed', changed],
      ] as const) {
        for (let start = 0; start < rows.length; start += toolsPerEntry) {
          const part = rows.slice(start, start + toolsPerEntry);
          const companions = part.map((row): Companion => ({ kind: 'tool-pin', row }));
          const listed = part.map(({ name, definitionDigest, changedTo }) => ({
            name,
            definitionDigest,
            changedTo,
          }));
          await recordOnly(
            core,
            { kind, actor: `server:${server}`, at: instant(now), body: { server, tools: listed } },
            companions,
          );
        }
      }
      if (firstSeen.length + changed.length > 0) await core.view.reload();
      return states;
    },

    async accept(credential, { server, name, definitionDigest }) {
      requireScope(credential, 'approve');
      const pin = find(server, name);
      if (pin === undefined) {
        throw new RuntimeError({
          code: 'NOT_FOUND',
          message: `expected a tool, found no \`${server}/${name}\``,
        });
      }
      if (pin.changedTo !== definitionDigest) {
        throw new RuntimeError({
          code: 'STATE_CONFLICT',
          message: `expected the definition that waits (\`${pin.changedTo ?? 'none'}\`), found \`${definitionDigest}\``,
        });
      }
      const row: ToolPinRow = {
        server,
        name,
        definitionDigest,
        changedTo: null,
        firstSeenAt: pin.firstSeenAt,
      };
      await recordOnly(
        core,
        {
          kind: 'tools.accepted',
          actor: credential.keyId,
          at: instant(core.clock()),
          body: { server, name, definitionDigest, before: pin.definitionDigest, by: credential.name },
        },
        [{ kind: 'tool-pin', row }],
      );
      await core.view.reload();
      return toolRecordOf({ ...row, changedTo: undefined });
    },
  };
}

/** Names and digests of this many tools fit into one entry. */
const toolsPerEntry = 64;

function toolRecordOf(pin: ToolPin): ToolRecord {
  return {
    server: pin.server,
    name: pin.name,
    state: pin.changedTo === undefined ? 'known' : 'changed',
    definitionDigest: pin.definitionDigest,
    ...(pin.changedTo === undefined ? {} : { changedTo: pin.changedTo }),
    firstSeenAt: instant(pin.firstSeenAt),
  };
}
