import { describe, expect, it } from 'vitest';
import { effectiveAction } from '../src/upstream/capability.ts';
import { PRESETS } from '../src/presets/preset.ts';

describe('effectiveAction', () => {
  it('treats a tool that no map knows as execute, whatever it says of itself', () => {
    expect(effectiveAction(undefined, { readOnlyHint: true, openWorldHint: false })).toBe('execute');
  });

  it('lets hints raise an action and never lower it', () => {
    expect(effectiveAction({ action: 'read' }, { readOnlyHint: false })).toBe('write');
    expect(effectiveAction({ action: 'read' }, { destructiveHint: true })).toBe('write');
    expect(effectiveAction({ action: 'read' }, { readOnlyHint: true, destructiveHint: true })).toBe('read');
    expect(effectiveAction({ action: 'write' }, { openWorldHint: true })).toBe('network');
    expect(effectiveAction({ action: 'admin' }, { readOnlyHint: true, openWorldHint: true })).toBe('admin');
  });
});

describe('the presets', () => {
  it('call no tool of Zo a read that starts, publishes or sends something', () => {
    const risky = [
      'bash',
      'register_user_service',
      'proxy_local_service',
      'set_persona_scopes',
      'create_agent',
    ];
    for (const name of risky) expect(['execute', 'admin']).toContain(PRESETS.zo[name]?.action);
    expect(PRESETS.zo['use_device']).toBeUndefined();
  });
});
