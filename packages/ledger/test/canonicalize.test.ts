import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { canonicalize, parseCanonical } from '../src/index.ts';

describe('canonicalize', () => {
  it('orders members by UTF-16 code units and escapes as RFC 8785 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalize(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
    );
    expect(canonicalize('\u20ac$\u000f\nA\'B"\\/\u007f\b')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\/\u007f\\b"');
  });

  it('writes numbers as ECMAScript does', () => {
    expect(
      canonicalize([
        JSON.parse('333333333.33333329'),
        1e30,
        4.5,
        2e-3,
        1e-27,
        -0,
        5e-324,
        1.7976931348623157e308,
      ]),
    ).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27,0,5e-324,1.7976931348623157e+308]');
  });

  it.each([
    ['a lone surrogate', { a: '\ud800' }],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['NaN', [Number.NaN]],
    ['infinity', Number.POSITIVE_INFINITY],
    ['2^53', 2 ** 53],
    ['an integer that was rounded', -(2 ** 53) - 2],
    ['undefined in an object', { a: undefined }],
    ['undefined in an array', [undefined]],
    ['a hole', Array.from({ length: 2 })],
    ['a function', { a: () => 1 }],
    ['toJSON', { toJSON: () => 'x' }],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a Map', new Map([['a', 1]])],
    ['a Date', new Date(0)],
    ['a boxed string', Object('x')],
    ['a class instance', new URL('http://a')],
    ['bytes', Buffer.from('a')],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalize(value)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
  });

  it('says where', () => {
    expect(() => canonicalize({ a: [{ b: Number.NaN }] })).toThrow(
      expect.objectContaining({ message: 'expected a finite number, found `NaN` at `a.0.b`' }),
    );
  });

  it('takes integers past 2^53 when it is told to', () => {
    expect(canonicalize(2 ** 60, { integers: 'any' })).toBe('1152921504606847000');
  });

  it('ends at 64 levels, and so at cycles', () => {
    const nest = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(canonicalize(nest(64))).toHaveLength(128);
    expect(() => canonicalize(nest(65))).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
    expect(() => canonicalize(nest(100_000))).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => canonicalize(cycle)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
  });

  it('takes a text that looks like the escape of a lone surrogate', () => {
    expect(canonicalize({ b: '\\ud800', a: 'C:\\udata' })).toBe('{"a":"C:\\\\udata","b":"\\\\ud800"}');
  });

  it.each(['x', 0, []])('ends soon when a small value around %j would print without end', (seed) => {
    let value: unknown = seed;
    for (let level = 0; level < 60; level += 1) value = [value, value];
    const began = performance.now();
    expect(() => canonicalize(value, { maxLength: 65_535 })).toThrow(
      expect.objectContaining({ code: 'ENTRY_TOO_LARGE' }),
    );
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('takes __proto__ as data, and objects without a prototype or of another realm', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}';
    expect(canonicalize(JSON.parse(text))).toBe(text);
    expect(canonicalize(Object.assign(Object.create(null), { b: 1 }))).toBe('{"b":1}');
    expect(canonicalize(runInNewContext('({b: [1]})'))).toBe('{"b":[1]}');
  });

  it('reads nothing that somebody hung on a prototype', () => {
    // oxlint-disable-next-line no-extend-native -- the attack itself
    Object.defineProperty(Object.prototype, 'toJSON', { value: () => 'stolen', configurable: true });
    try {
      expect(canonicalize({ a: 1 })).toBe('{"a":1}');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'toJSON');
    }
  });
});

describe('parseCanonical', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"a":2}',
    '{"b":1,"a":1}',
    '{ "a":1}',
    '1.0',
    '"\\u0041"',
    '9007199254740993',
    '{',
  ])('refuses %s', (text) => {
    expect(() => parseCanonical(text)).toThrow(expect.objectContaining({ code: 'ENTRY_INVALID' }));
  });

  it('gives back what was written', () => {
    expect(parseCanonical('{"a":[1,"x",null,true]}')).toEqual({ a: [1, 'x', null, true] });
  });
});
