import type { extract, Pack } from 'tar-stream';

/** What tar-stream writes into: a stream of its own kind, which Node's pipelines do not type. */
type Sink = ReturnType<typeof extract> | ReturnType<Pack['entry']>;

/** Writes all chunks and ends the sink, no faster than it takes them. Rejects when either fails, and destroys the sink. */
export async function feed(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sink: Sink,
): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    let failure: unknown;
    sink.on('error', (error: unknown) => {
      failure = error;
    });
    sink.on('close', () => {
      if (failure === undefined) resolve();
      else reject(failure);
    });
  });
  // It may fail while the next chunk is waited for.
  ended.catch(() => undefined);
  try {
    for await (const chunk of chunks) {
      if (sink.destroying) break;
      if (!sink.write(chunk)) await Promise.race([ended, drained(sink)]);
    }
    sink.end(undefined);
  } catch (error) {
    sink.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
  await ended;
}

async function drained(sink: Sink): Promise<void> {
  await new Promise<void>((resolve) => {
    sink.once('drain', resolve);
  });
}
