import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Delivery, type DeliveryOptions } from '../../src/outbound/delivery.ts';

const eventually = async (claim: () => void): Promise<void> => await vi.waitFor(claim, { timeout: 30_000 });
const delivery = (options: Partial<DeliveryOptions<number>> & Pick<DeliveryOptions<number>, 'deliver'>) =>
  new Delivery<number>({ random: () => 1, changed: () => undefined, pauseMs: 5, ...options });

describe('a delivery', () => {
  it('hands over what is latest, one at a time', async () => {
    const seen: number[] = [];
    let under = 0;
    const one = delivery({
      async deliver(item) {
        under += 1;
        expect(under).toBe(1);
        await sleep(10);
        seen.push(item);
        under -= 1;
      },
    });
    for (let item = 1; item <= 20; item += 1) one.offer(item);
    await eventually(() => expect(seen).toEqual([1, 20]));
  });

  it('pauses longer after each failure, up to a limit, and tells once', async () => {
    const at: number[] = [];
    const told: unknown[] = [];
    const one = delivery({
      async deliver() {
        at.push(performance.now());
        if (at.length < 6) throw new Error(`no ${at.length}`);
      },
      maxPauseMs: 40,
      changed: (failure) => told.push(failure),
    });
    one.offer(1);
    await eventually(() => expect(told).toEqual(['no 1', undefined]));
    const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    for (const [i, least] of [5, 10, 20, 40, 40].entries())
      expect(pauses[i]).toBeGreaterThanOrEqual(least - 1);
    expect(one.failure).toBeUndefined();
  });

  it('goes on with what is newer after a failure', async () => {
    const seen: number[] = [];
    const one = delivery({
      async deliver(item) {
        seen.push(item);
        if (item === 2) return;
        one.offer(2);
        throw new Error('no');
      },
    });
    one.offer(1);
    await eventually(() => expect(seen).toEqual([1, 2]));
  });

  it('aborts what takes too long', async () => {
    const one = delivery({
      deliver: (_item, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      timeoutMs: 20,
      pauseMs: 10_000,
    });
    one.offer(1);
    await eventually(() => expect(one.failure).toMatch(/timeout/));
    // In the middle of a pause.
    await one.stop();
    one.offer(2);
  });

  it('tells of what heeds no signal, and does not start a second beside it', async () => {
    let started = 0;
    const one = delivery({
      deliver: () => {
        started += 1;
        return new Promise(() => {});
      },
      timeoutMs: 10,
    });
    one.offer(1);
    await eventually(() => expect(one.failure).toBe('it does not answer'));
    one.offer(2);
    await one.stop();
    expect(started).toBe(1);
  });

  it('keeps its distance between two that succeed', async () => {
    const at: number[] = [];
    const one = delivery({ deliver: async () => void at.push(performance.now()), intervalMs: 50 });
    one.offer(1);
    await sleep(5);
    one.offer(2);
    await eventually(() => expect(at).toHaveLength(2));
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(49);
    await one.stop();
  });
});
