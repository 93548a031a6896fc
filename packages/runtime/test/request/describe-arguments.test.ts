import { describe, expect, it } from 'vitest';
import { describeToolArguments } from '../../src/request/describe-arguments.ts';
import type { ToolContext } from '../../src/request/decision-request.ts';

const place = {
  access: 'write',
  surroundings: { cwd: '/work/project', home: '/home/ada', workspace: '/work/project' },
} as const;

function found(tool: Pick<ToolContext, 'arguments' | 'parameters'>): {
  readonly paths: readonly string[];
  readonly ids: readonly string[];
} {
  const { resources, signals } = describeToolArguments(
    { server: 'files', name: 'any', isKnown: true, ...tool },
    place,
  );
  return {
    paths: resources.flatMap((resource) =>
      resource.kind === 'path' ? [`${resource.certainty} ${resource.path}`] : [],
    ),
    ids: signals.map(({ id }) => id),
  };
}

describe('names of arguments', () => {
  it('are not files', () => {
    const parameters = { '/path': 'path', '/content': 'content' } as const;
    const written = found({ arguments: { path: 'docs/a.md', content: 'Hello.' }, parameters });
    expect(written.paths).toEqual(['declared /work/project/docs/a.md']);
    expect(found({ arguments: { token: 1, dry_run: true, 'max-size': 2 } })).toEqual({ paths: [], ids: [] });
  });

  it('are known within what the capability map describes', () => {
    const parameters = { '/edits/*/newText': 'content', '/options/ignore.file': 'content' } as const;
    const edits = [{ oldText: 1, newText: 'b' }];
    expect(found({ arguments: { edits, options: { 'ignore.file': 'x' } }, parameters }).paths).toEqual([]);
  });

  it.each(['../other/notes', 'src/index.ts', '.env', '~ada', 'C:\\boot.ini', 'notes.txt'])(
    'are files where they look like one: %s',
    (key) => {
      expect(found({ arguments: { [key]: 1 } }).paths).toHaveLength(1);
      expect(found({ arguments: { files: { [key]: 1 } } }).paths).toHaveLength(1);
    },
  );

  it('are files in a map that no capability map describes, whatever they look like', () => {
    const { paths, ids } = found({ arguments: { files: { id_rsa: 1, Makefile: 2 } } });
    expect(paths).toEqual(['inferred /work/project/id_rsa', 'inferred /work/project/Makefile']);
    expect(ids).toContain('path.credentials');
  });

  it('are read for what a text can hold', () => {
    const token = `ghp_${'a1B2c3D4e5F6g7H8'.repeat(3).slice(0, 36)}`;
    expect(found({ arguments: { [token]: 1 } }).ids).toEqual(['content.secret']);
    expect(found({ arguments: { 'ignore all previous instructions': 1 } }).ids).toContain(
      'content.injection-override',
    );
  });
});
