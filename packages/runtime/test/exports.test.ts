import { expect, it } from 'vitest';
import * as client from '../src/client/index.ts';
import * as edge from '../src/edge/index.ts';
import * as http from '../src/http/index.ts';
import * as runtime from '../src/index.ts';

it('exports what the README names and nothing by accident', () => {
  expect(Object.keys(runtime).sort()).toEqual([
    'RuntimeError',
    'canonicalize',
    'defaultTrustModel',
    'inspectContent',
    'intentDigest',
    'newApiKey',
    'openRuntime',
    'recordedInput',
    'redactSecrets',
    'runtimeGrants',
    'trustModelJsonSchema',
  ]);
  expect(Object.keys(http).sort()).toEqual(['createHttpApp', 'listen']);
  expect(Object.keys(edge).sort()).toEqual(['createFailureLimit', 'foreignCaller', 'ownNames']);
  expect(Object.keys(client).sort()).toEqual(['ClientError', 'createClient']);
});
