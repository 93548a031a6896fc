import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';

// The denominator of the `evaluate` benchmark: a Hono route that parses the same body with zod and answers.
const body = z.object({
  requestId: z.string().min(1).max(128),
  actorId: z.string().min(1).max(256),
  action: z.enum(['read', 'write', 'execute', 'network', 'admin']),
  targetPath: z.string().min(1).max(4096),
  content: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});

const app = new Hono();
app.post('/evaluate', async (context) => {
  const parsed = body.safeParse(await context.req.json());
  return parsed.success ? context.json({ requestId: parsed.data.requestId }) : context.json({}, 422);
});

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  process.send?.({ url: `http://127.0.0.1:${port}` }),
);
