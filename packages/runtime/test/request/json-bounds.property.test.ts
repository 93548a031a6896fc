import { canonicalize } from '@zoqore/ledger';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../src/request/json-bounds.ts';

const bounds = { maxDepth: 48, maxNodes: 1_000 };

describe('findJsonFault', () => {
  it('lets through nothing that canonical JSON refuses', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary', maxDepth: 8 }), (text) => {
        const value: unknown = JSON.parse(text);
        if (findJsonFault(value, bounds) === undefined) {
          expect(() => canonicalize(value)).not.toThrow();
        }
      }),
    );
  });

  it('says where', () => {
    expect(findJsonFault({ a: [{ b: '\ud800' }] }, bounds)).toEqual({
      path: 'a.0.b',
      message: 'expected well-formed Unicode, found a lone surrogate',
    });
  });

  it('counts nodes and depth without recursion', () => {
    const deep = JSON.parse('['.repeat(30_000) + ']'.repeat(30_000)) as unknown;
    expect(findJsonFault(deep, bounds)?.message).toContain('48 levels');
    expect(
      findJsonFault(
        Array.from({ length: 2_000 }, () => 1),
        bounds,
      )?.message,
    ).toContain('1000 values');
  });
});
