import type { VerifyOptions, VerifyReport } from '@zoqore/ledger';
import { problem } from './problem.ts';

export const ndjson = 'application/x-ndjson';
const betweenLinesMs = 200;

/**
 * A verification told line by line (NDJSON): `{"checked", "size"}` at most five times a second, and at the end
 * `{"report"}`, or `{"error"}` as any answer has it. A client that goes away ends the verification.
 */
export function verificationStream(
  verify: (options: Required<Pick<VerifyOptions, 'signal' | 'onProgress'>>) => Promise<VerifyReport>,
  signal: AbortSignal,
): Response {
  const cancelled = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let told = 0;
      const tell = (line: object): void => {
        if (!cancelled.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      };
      const onProgress: VerifyOptions['onProgress'] = (progress) => {
        const now = performance.now();
        if (now - told < betweenLinesMs) return;
        told = now;
        tell(progress);
      };
      const answered = verify({ signal: AbortSignal.any([signal, cancelled.signal]), onProgress }).then(
        (report) => tell({ report }),
        // The status is sent: what would have been the answer is the last line.
        async (error: unknown) => tell((await problem(error, () => undefined).json()) as object),
      );
      void answered.finally(() => {
        if (!cancelled.signal.aborted) controller.close();
      });
    },
    cancel() {
      cancelled.abort();
    },
  });
  return new Response(body, { headers: { 'content-type': ndjson, 'x-accel-buffering': 'no' } });
}
