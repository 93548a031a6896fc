import { ResilienceError } from '../errors.ts';

/** So many bytes and no more may come out of what an archive compresses. */
export class ByteBudget {
  #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get left(): number {
    return this.#limit - this.#used;
  }

  /** @throws BACKUP_TOO_LARGE when more has passed already */
  limitTo(limit: number): void {
    this.#limit = limit;
    this.#check();
  }

  /** @throws BACKUP_TOO_LARGE */
  async *meter(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.#used += chunk.length;
      this.#check();
      yield chunk;
    }
  }

  #check(): void {
    if (this.#used <= this.#limit) return;
    throw new ResilienceError({
      code: 'BACKUP_TOO_LARGE',
      message: `expected at most ${this.#limit} bytes in the archive, found more`,
    });
  }
}
