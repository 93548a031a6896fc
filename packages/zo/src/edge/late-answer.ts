export interface LateAnswerOptions {
  /** How long an answer may take without a sign of life. */
  readonly lateMs: number;
  readonly everyMs: number;
}

/** Proxies in between and clients end a connection that says nothing, many of them after 30 s. */
const PATIENCE: LateAnswerOptions = { lateMs: 10_000, everyMs: 15_000 };
const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * The answer as it is when it comes soon. One that is late is announced by an event stream, which says so again and again
 * and ends with the answer's messages; clients of Streamable HTTP accept both.
 */
export async function streamWhenLate(
  answer: Promise<Response>,
  { lateMs, everyMs }: LateAnswerOptions = PATIENCE,
): Promise<Response> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), lateMs);
  try {
    return (await Promise.race([answer, late.promise])) ?? streamOf(answer, everyMs);
  } finally {
    clearTimeout(timer);
  }
}

function streamOf(answer: Promise<Response>, everyMs: number): Response {
  const encoder = new TextEncoder();
  let alive: NodeJS.Timeout | undefined;
  const stream = new ReadableStream<Uint8Array>({
    // Once: while the answer is awaited this is not called again, and it ends the stream.
    async pull(controller) {
      alive = setInterval(() => controller.enqueue(encoder.encode(': keepalive\n\n')), everyMs);
      try {
        for (const message of messagesIn(await (await answer).text())) {
          controller.enqueue(encoder.encode(`event: message\ndata: ${JSON.stringify(message)}\n\n`));
        }
      } finally {
        clearInterval(alive);
      }
      controller.close();
    },
    cancel: () => clearInterval(alive),
  });
  return new Response(stream, { headers: HEADERS });
}

function messagesIn(body: string): readonly unknown[] {
  if (body === '') return [];
  const parsed: unknown = JSON.parse(body);
  return Array.isArray(parsed) ? parsed : [parsed];
}
