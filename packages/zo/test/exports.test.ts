import { expect, it } from 'vitest';
import * as zo from '../src/index.ts';

it('exports what the README says and nothing else', () => {
  expect(Object.keys(zo).sort()).toEqual(['ZoError', 'createGateway', 'parseUpstreams', 'relayStdio']);
});
