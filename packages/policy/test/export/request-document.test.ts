import type { PolicyInput, Resource } from '@zoqore/policy';
import { cedarRequests, requestDocument } from '@zoqore/policy/export';
import { describe, expect, it } from 'vitest';
import { command, path, request } from '../requests.ts';

const oddPort: Resource = {
  kind: 'url',
  url: 'https://X.Org.:443.5/',
  scheme: 'https',
  host: 'X.Org.',
  port: 443.5,
  path: '/',
  method: 'get',
  certainty: 'declared',
};

describe('the document of a request', () => {
  it('works out what other engines cannot', () => {
    const document = requestDocument(
      request([path('/Work/ΑΣ/', { certainty: 'inferred' }), oddPort, command('/bin/rm', '-r')], {
        now: Date.UTC(1969, 11, 31, 23, 59, 59, 999),
        content: '😀',
      }),
    );
    expect(document).toMatchObject({ day: 3, minute: 1_439, content: '😀', contentLength: 2 });
    expect(document.resources).toMatchObject([
      { kind: 'path', action: 'unknown', path: '/Work/ΑΣ', folded: '/work/ασ' },
      { kind: 'url', action: 'read', host: 'x.org', method: 'GET', port: -1 },
      { kind: 'command', program: '/bin/rm', base: 'rm', argv: ['-r'] },
    ]);
  });

  it('lets nobody pass for another tool', () => {
    const tool = { server: 's', name: 't', arguments: { a: 1 } };
    const { resources } = requestDocument(
      request([{ kind: 'tool', server: 's', name: 'u', certainty: 'declared' }, path('/a')], { tool }),
    );
    expect(resources.map((resource) => resource.tool)).toEqual([
      { server: 's', name: 'u', arguments: {} },
      tool,
    ]);
  });

  it.each<[string, PolicyInput]>([
    ['a lone surrogate', request(path('/a'), { content: '\ud83d' })],
    [
      'a lone surrogate in a key',
      request(path('/a'), { tool: { server: 's', name: 't', arguments: { '\udc00': 1 } } }),
    ],
    ['a path that is not canonical', request(path('/a/../b'))],
    ['no calendar', request(path('/a'), { now: 1e16 })],
    ['no resource', request([])],
  ])('cannot be made of %s', (_, input) => {
    expect(() => requestDocument(input)).toThrow(TypeError);
  });
});

describe('requests to Cedar', () => {
  it('ask twice about each resource, and have the call with its arguments as tags', () => {
    const tool = { server: 's', name: 't', arguments: { a: ['x', 1], b: null } };
    const [first, second] = cedarRequests(
      requestDocument(request([path('/a/b'), command('ls', 'x\n"y')], { tool, action: 'execute' })),
    );
    expect([first?.proceed.id, first?.ask.id]).toEqual(['execute', 'ask-execute']);
    expect(first?.entities.map(({ uid, attrs, tags }) => [uid.type, attrs, tags])).toMatchObject([
      ['Actor', { name: 'did:x:agent', trust: 2 }, undefined],
      ['Path', { inferred: false, exact: { whole: '/a/b', parent: '/a', name: 'b' } }, undefined],
      ['Call', { server: 's', name: 't' }, { a: ['"x"', '1'], b: ['null'] }],
    ]);
    expect(second?.entities[1]?.attrs).toMatchObject({ count: 1, argument1: 'x\n"y', line: '\n"x\\n\\"y"' });
  });

  it('need something declared', () => {
    const inferred = request(path('/a', { certainty: 'inferred' }));
    expect(() => cedarRequests(requestDocument(inferred))).toThrow(TypeError);
  });
});
