import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, required, request } from './open-test-runtime.ts';
import type { TestRuntime } from './open-test-runtime.ts';

/** Ways round a decision that reviewers found; each stays closed. */

const policy = (rules: string): { text: string; source: string } => ({
  source: 'test.yaml',
  text: `apiVersion: zoqore.dev/policy/v1\nname: test\ndefault: deny\nrules:\n${rules}`,
});

describe('a tool call', () => {
  let test: TestRuntime;
  beforeAll(async () => {
    test = await openTestRuntime({
      policy: policy(`
  - { id: grave, effect: deny, match: { risk: { atLeast: L3 } } }
  - { id: shell, effect: allow, match: { tool: { server: shell } } }
  - { id: commands, effect: allow, match: { kind: command } }
`),
    });
  });
  afterAll(() => test.close());

  it.each([{}, { context: { tool: { server: 'shell', name: 'run', arguments: {}, isKnown: true } } }])(
    'has its content judged as the command that it runs (%j)',
    async (fields) => {
      const answer = await test.runtime.decide(
        test.agent,
        request({
          action: 'execute',
          targetPath: 'tool:shell/run',
          content: 'rm -rf / --no-preserve-root',
          ...fields,
        }),
      );
      expect(answer).toMatchObject({ decision: 'DENY', riskGrade: 'L3' });
    },
  );

  it('cannot name one tool and mean another', async () => {
    const tool = { server: 'shell', name: 'run', arguments: {}, isKnown: true };
    await expect(
      test.runtime.decide(test.agent, request({ targetPath: 'tool:docs/list', context: { tool } })),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('is held when its definition changed, also when the request only names the tool', async () => {
    await test.runtime.observeTools('shell', [{ name: 'ls', definitionDigest: 'a'.repeat(64) }]);
    await test.runtime.observeTools('shell', [{ name: 'ls', definitionDigest: 'b'.repeat(64) }]);
    const answer = await test.runtime.decide(test.agent, request({ targetPath: 'tool:shell/ls' }));
    expect(answer.decision).toBe('ESCALATE');
    expect(answer.requiredActions).toContain('tool_review_required');
  });

  it('is judged by where its paths really lead', async () => {
    const tool = {
      server: 'shell',
      name: 'read',
      arguments: { path: 'docs/a.md' },
      isKnown: true,
      realPaths: ['/work/project/.failsafe/data/secrets/host.key'],
    };
    const answer = await test.runtime.decide(
      test.agent,
      request({ targetPath: 'tool:shell/read', context: { tool } }),
    );
    expect(answer.matchedRules).toContain('zoqore/self-protection');
  });
});

describe('an approved request', () => {
  it('still owes what its rules oblige to', async () => {
    const test = await openTestRuntime({
      policy: policy(`
  - id: writes
    effect: escalate
    match: { action: write }
    obligations: [{ limit: { perMinute: 1 } }, require-reason]
`),
    });
    const approved = async (path: string, context: object) => {
      const asked = request({ action: 'write', targetPath: path, content: 'x', context });
      const { approval } = await test.runtime.decide(test.agent, asked);
      const approvalId = required(approval).id;
      await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
      return test.runtime.decide(test.agent, { ...asked, requestId: `retry ${path}`, approvalId });
    };
    expect(await approved('docs/1.md', {})).toMatchObject({
      decision: 'DENY',
      requiredActions: ['reason_required'],
    });
    expect(await approved('docs/2.md', { reason: 'release' })).toMatchObject({ decision: 'ALLOW' });
    expect(await approved('docs/3.md', { reason: 'release' })).toMatchObject({
      decision: 'DENY',
      requiredActions: ['retry_later'],
    });
    await test.close();
  });
});

describe('approvals', () => {
  it('are capped for callers side by side, shared by one intent, and forgotten when they expire', async () => {
    const test = await openTestRuntime({ approvalTtlMs: 60_000 });
    const write = (targetPath: string) =>
      test.runtime.decide(test.agent, request({ action: 'write', targetPath, content: 'x' }));
    const same = await Promise.all(Array.from({ length: 20 }, () => write('docs/same.md')));
    expect(new Set(same.map((answer) => answer.approval?.id)).size).toBe(1);
    const flood = await Promise.all(Array.from({ length: 300 }, (_, i) => write(`docs/${i}.md`)));
    expect(flood.filter((answer) => answer.approval !== undefined)).toHaveLength(99);
    expect(test.runtime.approvals.waiting()).toBe(100);
    test.advance(60_001);
    expect((await write('docs/later.md')).approval).toBeDefined();
    await test.close();
  });
});

describe('a view that could not be read', () => {
  it('decides nothing until it can, and a halt that is recorded holds at once', async () => {
    const test = await openTestRuntime();
    const transaction = test.database.transaction.bind(test.database);
    // The ledger's transactions go through, the reading of the rows does not.
    let isBroken = false;
    Object.assign(test.database, {
      transaction: (work: Parameters<typeof transaction>[0]) =>
        isBroken && String(work).includes('drizzle')
          ? Promise.reject(new Error('cannot read'))
          : transaction(work),
    });
    isBroken = true;
    await test.runtime.halts.halt(test.host, { reason: 'drill' }).catch(() => undefined);
    await expect(
      test.runtime.decide(test.agent, request({ action: 'write', content: 'x' })),
    ).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
    isBroken = false;
    const write = () => test.runtime.decide(test.agent, request({ action: 'write', content: 'x' }));
    await expect
      .poll(
        () =>
          write().then(
            (answer) => answer.decision,
            () => undefined,
          ),
        { timeout: 5_000 },
      )
      .toBe('DENY');
    await test.close();
  });
});

describe('the balanced pack', () => {
  let test: TestRuntime;
  beforeAll(async () => {
    test = await openTestRuntime({ policy: packs.balanced });
  });
  afterAll(() => test.close());

  it.each([
    'grep -rh zq_ .',
    'grep -nR key .',
    'rg -uuu key',
    'fd -Hx rm',
    'cat .e*',
    'cat .[e]nv',
    'PATH=.:$PATH ls',
    'NODE_OPTIONS=--require=/tmp/x npm test',
    'GIT_PAGER=./x git log',
    'npm test --script-she ./x',
    // What no shell would run as it stands.
    'echo "abc',
    'ls )',
    'ls; if true',
    'cat <<EOF\nabc',
    // Variables that programs obey, however they are set.
    'PATH=. ls',
    'for PATH in .; do ls; done',
    'select PATH in .; do ls; done',
    'env PATH=. ls',
    'GIT_DIR=x git status',
    'GIT_TRACE=.git/hooks/pre-commit git status',
    'HOME=. git log',
    'RIPGREP_CONFIG_PATH=x rg needle src',
    'KUBECONFIG=x kubectl get pods',
    'DOCKER_HOST=tcp://x docker ps',
    'GH_HOST=x gh pr list',
    'http_proxy=x npm view y',
    'NPM_CONFIG_SCRIPT_SHELL=./x npm test',
    'npm_config_script_shell=./x npm test',
    'CARGO_TARGET_DIR=.git cargo build',
    'PYTEST_ADDOPTS=x pytest',
    'TAR_OPTIONS=--to-command=./x tar tf a',
    'export $(cat x)',
    'export "PATH=."; ls',
    'readonly PATH=.; ls',
    'declare -n x=PATH; x=.; ls',
    'read PATH < x; ls',
    'printf -v PATH .; ls',
    'printf -vPATH .; ls',
    'echo ${GIT_DIR:=x}; git log',
    // Files that the text does not name.
    "find . -name '.e*' | xargs cat",
    'ls -a | xargs cat',
    'xargs -a list cat',
    'xargs cat < list',
    "cat $(find . -name '.e*')",
    'for f in $(ls -a); do cat "$f"; done',
    'xargs -a list tee < x',
    'xargs mv < list',
    'xargs git add < list',
    'xargs prettier < list',
    // Credentials by patterns, options and revisions.
    'zcat -f .e*',
    'gzip -c .e*',
    'xz -c .e*',
    'zstd -c .e*',
    'bzip2 -c .e*',
    'pandoc .e*',
    'od -c .e*',
    'prettier .e*',
    'yamllint .e*',
    'cat id_*',
    'cat *.pe*',
    'date -f.env',
    'date -f .env',
    'file -f.env',
    'grep -f.env x',
    'grep -f .env x',
    'git show HEAD:secrets.yaml',
    'git show HEAD:id_rsa',
    "grep -d recurse '' .",
    'diff -N . empty',
    'git grep --untracked --no-exclude-standard T',
    'git stash push -a',
    'git stash show -p --include-untracked',
    'cat config/*',
    // What prints every variable.
    'set',
    'export',
    'declare',
    'declare -x',
    'readonly',
    'set -ea; x=1; ls',
    // Options that write, run or send.
    'kubectl apply --dry-run=none -f x.yaml',
    'kubectl apply --dry-run=client --dry-run=none -f x.yaml',
    "make test 'TEST=$(shell id)'",
    'make -sEx:=y test',
    'make -sC/srv test',
    'make -sfevil.mk test',
    "exiftool -if 'x' a.jpg",
    'pylint --init-hook=x a.py',
    'latexmk -e x',
    'pandoc -F ./x a.md',
    'tar -tf a -tI./x.sh',
    'zstd --rm -rf .',
    'gzip -r .',
    'docker buildx imagetools create -t x y',
    'coverage run x.py',
    'vitest --api.host 0.0.0.0',
    'gcloud compute ssh list',
    'knip --fix',
    'sbt test run',
    'zig build run',
    'go clean -modcache',
    'hostname evil',
    'kubectl get -f x.yaml -o yaml',
    'kubectl get SECRETS',
    // A link is a way to write what it leads to.
    'ln -s .git g',
    'ln -s .git/hooks h',
    // Names that a substitution made.
    'rm -rf `pwd`/build',
    'rm -rf "`echo x`.log"',
  ])('does not let `%s` run without a person', async (content) => {
    const answer = await test.runtime.decide(
      test.agent,
      request({ action: 'execute', targetPath: '.', content }),
    );
    expect(answer.decision).not.toBe('ALLOW');
  });

  it('answers a line of braces in well under a second', async () => {
    // Of work: others may be on the machine.
    const begun = process.cpuUsage();
    await test.runtime.decide(
      test.agent,
      request({ action: 'execute', targetPath: '.', content: `${'{a,b}'.repeat(12_000)} x` }),
    );
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});

describe('a program that was named by a path', () => {
  let test: TestRuntime;
  beforeAll(async () => {
    test = await openTestRuntime({ policy: packs.balanced });
  });
  afterAll(() => test.close());
  const outcomeOf = async (content: string): Promise<string> =>
    (await test.runtime.decide(test.agent, request({ action: 'execute', targetPath: '.', content })))
      .decision;

  it.each([
    './ls -l',
    '/tmp/npm test',
    'env ./ls',
    './env ls',
    './timeout 5 ls',
    'ls; ./ls',
    "$'\\x2e\\x2fls' -l",
    'find . -name x | xargs ./ls',
  ])('is not the program of that name: %s', async (line) => {
    expect(await outcomeOf(line)).not.toBe('ALLOW');
  });

  it('is allowed by its own name', async () => {
    expect(await outcomeOf('ls -l')).toBe('ALLOW');
    expect(await outcomeOf('timeout 5 ls')).toBe('ALLOW');
  });
});
