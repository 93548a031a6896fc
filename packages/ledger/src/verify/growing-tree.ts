import { nodeHashOf, sha256 } from './hash.ts';

/** The root of a tree (RFC 6962 §2.1) whose full subtrees arrive from left to right, with O(log size) of them in memory. */
export class GrowingTree {
  /** Heights fall from left to right. */
  readonly #subtrees: { readonly height: number; readonly hash: Uint8Array }[] = [];

  /** Each subtree must begin where the one before ended, at a multiple of its width. */
  async add(height: number, hash: Uint8Array): Promise<void> {
    let grown = { height, hash };
    for (let last = this.#subtrees.at(-1); last?.height === grown.height; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      grown = { height: grown.height + 1, hash: await nodeHashOf(last.hash, grown.hash) };
    }
    this.#subtrees.push(grown);
  }

  async root(): Promise<Uint8Array> {
    const [rightmost, ...lefts] = this.#subtrees.toReversed();
    let root = rightmost?.hash;
    for (const { hash } of lefts) root = root === undefined ? hash : await nodeHashOf(hash, root);
    return root ?? (await sha256(new Uint8Array()));
  }
}
