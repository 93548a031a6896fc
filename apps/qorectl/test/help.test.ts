import { describe, expect, it } from 'vitest';
import { commands, topics } from '../src/commands.ts';
import { helpOf } from '../src/help.ts';
import { createScreen } from '../src/render/screen.ts';
import { width } from '../src/render/width.ts';
import { commandSchemas } from '../src/schemas/commands.ts';

const screen = (columns: number) => createScreen({ isTerminal: true, columns, hasColour: false });

describe('help', () => {
  it.each([60, 80, 120])('keeps every page but its examples within %i columns', (columns) => {
    for (const id of [undefined, ...Object.keys(topics), ...Object.keys(commands)]) {
      const lines = helpOf(id).text(screen(columns));
      const end = lines.indexOf('Examples');
      for (const line of end === -1 ? lines : lines.slice(0, end))
        expect(width(line), `${id}: ${line}`).toBeLessThanOrEqual(columns);
    }
  });

  it.each(Object.entries(commands))('says of %s what it does and shows an example of it', (id, command) => {
    expect(command.summary).toMatch(/^[a-z]/);
    expect(command.examples?.length).toBeGreaterThan(0);
    expect(JSON.stringify(command.examples)).toContain(
      `qorectl ${id === 'version' ? '' : id.replaceAll(':', ' ')}`,
    );
  });

  it('lists every topic of every command', () => {
    const used = Object.keys(commands).flatMap((id) =>
      id.includes(':') ? [id.split(':').slice(0, -1).join(':')] : [],
    );
    expect(new Set(used)).toEqual(new Set(Object.keys(topics)));
  });

  it('has a line for every topic in the overview', () => {
    const names = helpOf(undefined)
      .text(screen(120))
      .map((line) => /^ {2}([a-z]+) /.exec(line)?.[1]);
    for (const topic of Object.keys(topics)) expect(names).toContain(topic.split(':')[0]);
  });

  it('names every command in the overview', () => {
    const text = helpOf(undefined).text(screen(120)).join('\n');
    for (const id of Object.keys(commands)) expect(text).toContain(id.split(':').slice(0, 2).at(-1));
  });
});

describe('schemas', () => {
  it('publishes one for every command', () => {
    expect(Object.keys(commandSchemas).sort()).toEqual(
      Object.keys(commands)
        .map((id) => id.replaceAll(':', ' '))
        .sort(),
    );
  });
});
