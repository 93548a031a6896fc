import type { BenchRequest, BenchRule } from '../workload.ts';

/**
 * An engine that has loaded the rules. It turns a request into the form that it wants once, before anybody looks at a
 * clock; what is measured is the question that it returns.
 */
export type Engine = (request: BenchRequest) => Question;

export type Question = () => boolean | Promise<boolean>;

export type LoadEngine = (rules: readonly BenchRule[]) => Engine | Promise<Engine>;
