import type { LoadEngine } from './engine.ts';

/** Modules are opened by the process that runs the engine and by no other. */
export const engines = {
  zoqore: async () => (await import('./zoqore.ts')).loadExplaining,
  'zoqore, verdict alone': async () => (await import('./zoqore.ts')).loadJudging,
  'CEL, indexed': async () => (await import('./cel.ts')).loadCel,
  'OPA wasm, rules as indexed data': async () => (await import('./opa-data.ts')).loadOpaData,
  'CASL, an ability for each role': async () => (await import('./casl.ts')).loadCaslByRole,
  CASL: async () => (await import('./casl.ts')).loadCasl,
  'OPA wasm, rules as Rego': async () => (await import('./opa-rules.ts')).loadOpaRules,
  'Microsoft AGT SDK': async () => (await import('./agt.ts')).loadAgt,
  casbin: async () => (await import('./casbin.ts')).loadCasbin,
  'Cedar wasm, stateful': async () => (await import('./cedar.ts')).loadCedar,
  'json-rules-engine': async () => (await import('./json-rules.ts')).loadJsonRules,
} satisfies { readonly [name: string]: () => Promise<LoadEngine> };

export type EngineName = keyof typeof engines;
