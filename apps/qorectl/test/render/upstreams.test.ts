import { describe, expect, it } from 'vitest';
import { upstreamPairs, upstreamText } from '../../src/render/upstreams.ts';

const files = { name: 'files', state: 'ready', tools: 14 } as const;

describe('an upstream', () => {
  it('is shown with how many tools it has', () => {
    expect(upstreamText(files)).toBe('files is connected, 14 tools');
  });

  it('says how many of its tools nobody can call', () => {
    expect(upstreamPairs({ ...files, leftOutTools: 3 })).toEqual([
      [
        'upstream',
        {
          text: 'files is connected, 14 tools (3 or more left out: malformed, defined twice or too many)',
          tone: 'warn',
        },
      ],
    ]);
  });

  it('is marked with the tools whose definition reads like instructions', () => {
    const marked = { ...files, markedTools: ['echo', 'evil\u001b[2J'] };
    expect(upstreamPairs(marked)).toEqual([
      [
        'upstream',
        {
          text: 'files is connected, 14 tools; defined in words that read like instructions to a model: echo, evil\\e[2J',
          tone: 'warn',
        },
      ],
    ]);
    const many = { ...files, markedTools: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] };
    expect(upstreamText(many)).toMatch(/: a, b, c, d, e and 2 more$/);
  });
});
