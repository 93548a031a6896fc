import { hash } from 'node:crypto';

/** One for each entry that commits to something; kept in a table, never in the leaf, so that it can be destroyed. */
export const saltBytes = 32;

/** SHA-256(salt ‖ content), hex; text counts as its UTF-8 bytes. Without the salt nobody can check a guess at the content. */
export function commit(salt: Uint8Array, content: string | Uint8Array): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return hash('sha256', Buffer.concat([salt, bytes]));
}

/** Commits to a digest by its bytes, not by its hex text. */
export function commitToDigest(salt: Uint8Array, digest: string): string {
  return commit(salt, Buffer.from(digest, 'hex'));
}
