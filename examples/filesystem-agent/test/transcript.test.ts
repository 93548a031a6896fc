import { describe, expect, it } from 'vitest';
import { describeAnswer, shorten } from '../src/transcript.ts';

const places = [{ from: '/tmp/demo-7', to: '<workspace>' }];

describe('the transcript', () => {
  it('names places, ids, instants and ledger positions instead of printing them', () => {
    const line = 'dec_8fA-x_2 (ledger:41) read /tmp/demo-7/docs at 2026-11-23T02:56:07.123Z, see apr_Zz9';
    expect(shorten(line, places)).toBe('dec_… (ledger:…) read <workspace>/docs at <instant>, see apr_…');
  });

  it('says what a call came to, then what the agent was told', () => {
    const content = [{ type: 'text' as const, text: 'first\nsecond\n' }];
    const _meta = { 'zoqore.dev/decision': { decision: 'DENY' } };
    expect(describeAnswer({ content, _meta }, places)).toEqual(['-> refused', '| first', '| second']);
    expect(describeAnswer({ content }, places)[0]).toBe('-> not decided');
  });
});
