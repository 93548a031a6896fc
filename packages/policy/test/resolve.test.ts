import { parsePolicySet, PolicyError, resolvePolicy } from '@zoqore/policy';
import type { ExtendedName, PolicySet } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';

const set = (more: string, name = 'own'): string =>
  `apiVersion: zoqore.dev/policy/v1\nname: ${name}\n${more}`;
const rule = (id: string, effect = 'deny', match = '{}'): string =>
  `  - { id: ${id}, effect: ${effect}, match: ${match} }\n`;

const base = set(`default: escalate\nrules:\n${rule('a')}${rule('b', 'allow', '{ action: read }')}`, 'base');

/** Sets by the name or path that extends them. */
function resolved(text: string, others: Readonly<Record<string, string>> = { base }): PolicySet {
  const read = (name: ExtendedName) => {
    const key = 'pack' in name ? name.pack : name.file;
    const found = others[key];
    return found === undefined ? { missing: 'there is none' } : { text: found, source: key };
  };
  return parsePolicySet(resolvePolicy(text, { source: 'own.yaml', read }).text);
}

function refusal(text: string, others?: Readonly<Record<string, string>>): string {
  try {
    resolved(text, others);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'none';
}

const ids = ({ rules }: PolicySet): readonly string[] => rules.map(({ id }) => id);

describe('extends', () => {
  it('joins the rules of a pack with its own, under its own name and the default that was said', () => {
    const own = resolved(set(`extends: base\nrules:\n${rule('c')}`));
    expect(own.name).toBe('own');
    expect(ids(own)).toEqual(['a', 'b', 'c']);
    expect(own.default.write).toBe('escalate');
    expect(resolved(set('extends: base\ndefault: deny\nrules: []')).default.write).toBe('deny');
  });

  it('leaves a text that extends nothing as it is, byte for byte', () => {
    const text = `# what extends nothing\n${base}`;
    const read = () => ({ missing: 'nobody asks' });
    expect(resolvePolicy(text, { read })).toEqual({
      text,
      source: 'policy',
      parts: [{ text, source: 'policy' }],
    });
  });

  it('yields a text that stands for itself and hands on every text that took part', () => {
    const text = set('extends: [./team.yaml]\nrules: []');
    const others: Record<string, string> = { 'team.yaml': set('extends: base\nrules: []', 'team'), base };
    const result = resolvePolicy(text, {
      source: 'own.yaml',
      read: (name) => {
        const key = 'pack' in name ? name.pack : name.file;
        return { text: others[key] ?? '', source: key };
      },
    });
    expect(ids(parsePolicySet(result.text))).toEqual(['a', 'b']);
    expect(result.parts.map(({ source }) => source)).toEqual(['own.yaml', 'team.yaml', 'base']);
  });

  it('replaces and switches off only what `without` names', () => {
    expect(refusal(set(`extends: base\nrules:\n${rule('a', 'allow')}`))).toBe(
      'own.yaml:5:11: the id `a` is taken by `base`; to replace it, name it in `without`',
    );
    const own = resolved(set(`extends: base\nwithout: [a, b]\nrules:\n${rule('a', 'allow')}`));
    expect(own.rules).toEqual([{ id: 'a', effect: 'allow', match: {} }]);
    expect(refusal(set('extends: base\nwithout: [bb]\nrules: []'))).toBe(
      'own.yaml:4:11: `bb` is in nothing that is extended, did you mean `b`?',
    );
  });

  it('brings marks along, which share the ids of rules', () => {
    const marked = set('rules: []\nmarks:\n  - { id: m, label: seen, match: { action: read } }', 'marked');
    const own = resolved(set(`extends: [base, marked]\nrules: []`), { base, marked });
    expect(own.marks).toEqual([{ id: 'm', label: ['seen'], match: { action: ['read'] } }]);
    expect(
      resolved(set(`extends: [base, marked]\nwithout: [m]\nrules: []`), { base, marked }),
    ).not.toHaveProperty('marks');
    expect(refusal(set(`extends: marked\nrules:\n${rule('m')}`), { marked })).toContain('taken by `marked`');
  });

  it('reads a set once that two ways lead to, and refuses two rules under one id', () => {
    const others = {
      base,
      'x.yaml': set(`extends: base\nrules:\n${rule('x')}`, 'x'),
      'y.yaml': set(`extends: base\nrules:\n${rule('y')}`, 'y'),
      'z.yaml': set(`default: escalate\nrules:\n${rule('a', 'allow')}`, 'z'),
    };
    expect(ids(resolved(set('extends: [./x.yaml, ./y.yaml]\nrules: []'), others))).toEqual([
      'a',
      'b',
      'x',
      'y',
    ]);
    expect(refusal(set('extends: [base, ./z.yaml]\nrules: []'), others)).toBe(
      'own.yaml:3:17: `base` and `./z.yaml` both bring `a`, and not the same; name it in `without` and say it here',
    );
  });

  it('asks for a default where what is extended has two', () => {
    const other = set('default: allow\nrules: []', 'other');
    const quiet = set('rules: []', 'quiet');
    expect(refusal(set('extends: [base, other]\nrules: []'), { base, other })).toContain(
      'own.yaml:3:1: what is extended has different defaults',
    );
    expect(resolved(set('extends: [quiet, base]\nrules: []'), { base, quiet }).default.read).toBe('escalate');
    expect(resolved(set('extends: quiet\nrules: []'), { quiet }).default.read).toBe('deny');
  });

  it.each([
    ['a missing pack', 'extends: nowhere', 'own.yaml:3:10: `nowhere` cannot be extended: there is none'],
    ['a missing file', 'extends: [base, ./no.yaml]', 'own.yaml:3:17: `./no.yaml` cannot be extended'],
    [
      'a path out of the folder',
      'extends: ../team.yaml',
      'own.yaml:3:10: `extends` expected the name of a pack',
    ],
    ['the same by a detour', 'extends: ./a/../../team.yaml', 'in the folder of the set'],
    ['an absolute path', 'extends: /etc/team.yaml', 'in the folder of the set'],
    ['a home', 'extends: ~/team.yaml', 'in the folder of the set'],
    ['another system’s path', "extends: 'c:\\team.yaml'", 'in the folder of the set'],
    ['a URL', 'extends: https://example.org/a.yaml', 'in the folder of the set'],
    ['what is no set', 'extends: ./team.txt', 'a path to a .yaml file'],
    ['nothing', 'extends: []', 'at least 1'],
    ['`without` alone', 'without: [a]', '`without` needs the sets that are extended'],
    ['a misspelt key', 'extend: base', 'did you mean `extends`'],
  ])('refuses %s, with the place', (_, line, message) => {
    expect(refusal(set(`${line}\nrules: []`))).toContain(message);
  });

  it('names the file and the line of a mistake in what is extended', () => {
    const broken = set('rules:\n  - { id: x, effect: alow, match: {} }', 'broken');
    expect(refusal(set('extends: ./broken.yaml\nrules: []'), { 'broken.yaml': broken })).toBe(
      'broken.yaml:4:22: `rules.0.effect` expected one of allow, escalate, deny, found `alow`, did you mean `allow`?',
    );
  });

  it('follows a path from the folder of whoever names it, and no further up than the first set', () => {
    const others = {
      'teams/a.yaml': set('extends: ../shared.yaml\nrules: []', 'a'),
      'shared.yaml': base,
      'teams/b.yaml': set('extends: ../../shared.yaml\nrules: []', 'b'),
    };
    expect(ids(resolved(set('extends: teams/a.yaml\nrules: []'), others))).toEqual(['a', 'b']);
    expect(refusal(set('extends: teams/b.yaml\nrules: []'), others)).toMatch(/^teams\/b\.yaml:3:10:/);
  });

  it('refuses circles, chains without end and more sets than anybody wrote', () => {
    const circle = {
      'a.yaml': set('extends: ./b.yaml\nrules: []'),
      'b.yaml': set('extends: ./a.yaml\nrules: []'),
    };
    expect(refusal(set('extends: ./a.yaml\nrules: []'), circle)).toBe(
      'b.yaml:3:10: the set extends itself: own.yaml → file a.yaml → file b.yaml → file a.yaml',
    );
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`${at}.yaml`, set(`extends: ./${at + 1}.yaml\nrules: []`)]),
    );
    expect(refusal(set('extends: ./0.yaml\nrules: []'), chain)).toContain('more than 8 deep');
    const many = Array.from({ length: 40 }, (_, at) => `p${at}`);
    expect(
      refusal(
        set(`extends: [${many.join(', ')}]\nrules: []`),
        Object.fromEntries(many.map((name) => [name, set('rules: []', name)])),
      ),
    ).toContain('more than 32 sets');
  });

  it('holds the whole to the bounds of one text', () => {
    const rules = (from: number): string =>
      set(`rules:\n${Array.from({ length: 6_000 }, (_, at) => rule(`r-${from + at}`)).join('')}`);
    const others = { 'a.yaml': rules(0), 'b.yaml': rules(6_000) };
    expect(refusal(set('extends: [./a.yaml, ./b.yaml]\nrules: []'), others)).toContain('at most 10000');
  });

  it('is refused where nothing is there to read what it names', () => {
    expect(() => parsePolicySet(set('extends: base\nrules: []'))).toThrow(
      '`extends` needs the sets that are extended; `resolvePolicy` reads them',
    );
  });
});
