import type { ActorLabels, SessionLabel } from '../standing/session-labels.ts';
import { putLabels } from '../standing/session-labels.ts';

/**
 * Labels of decisions that are being recorded: they hold for whoever asks meanwhile, so that of two requests side by side
 * the second is judged as if the first were done. Until the entry stands they are in no table, and if it never does they
 * are gone with it.
 */
export interface PendingLabels {
  /** Holds them until the returned function is called, once. */
  hold(actorId: string, labels: readonly SessionLabel[]): () => void;
  /** What holds for an actor: what stands, and what is pending. */
  over(actorId: string, standing: ActorLabels | undefined): ActorLabels | undefined;
}

export function createPendingLabels(): PendingLabels {
  const byActor = new Map<string, Set<readonly SessionLabel[]>>();
  return {
    hold(actorId, labels) {
      if (labels.length === 0) return () => undefined;
      const held = byActor.get(actorId) ?? new Set<readonly SessionLabel[]>();
      byActor.set(actorId, held);
      // Its own list: two decisions may give the same.
      const own = [...labels];
      held.add(own);
      return () => {
        held.delete(own);
        if (held.size === 0) byActor.delete(actorId);
      };
    },
    over(actorId, standing) {
      const pending = byActor.get(actorId);
      if (pending === undefined) return standing;
      const joined = new Map([
        [actorId, new Map([...(standing ?? [])].map(([session, labels]) => [session, new Map(labels)]))],
      ]);
      for (const labels of pending) putLabels(joined, { actorId, labels, now: 0 });
      return joined.get(actorId);
    },
  };
}
