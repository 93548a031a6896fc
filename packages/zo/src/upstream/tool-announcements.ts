import type { Definitions } from './tool-listing.ts';

/**
 * Tells clients that listing the tools again would show something else. What was never listed, nobody is told of: the
 * tools that a listing itself brings up are in its answer.
 */
export class ToolAnnouncements {
  /** By upstream, what clients know of it; undefined when a listing had to do without it. */
  readonly #told = new Map<string, Definitions | undefined>();
  readonly #listeners = new Set<() => void>();

  /** Until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A client was shown these tools of an upstream. */
  shown(upstream: string, definitions: Definitions | undefined): void {
    this.#told.set(upstream, definitions);
  }

  /** An upstream said what its tools are. */
  listed(upstream: string, definitions: Definitions): void {
    if (!this.#told.has(upstream) || this.#told.get(upstream) === definitions) return;
    this.#told.set(upstream, definitions);
    for (const listener of this.#listeners) listener();
  }
}
