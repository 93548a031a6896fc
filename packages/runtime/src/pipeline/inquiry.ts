import type { Allowances } from './allowances.ts';
import type { Credential } from '../credential.ts';
import type { Answer } from '../decision.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import type { Description } from '../request/describe.ts';
import type { Grounds } from '../entry/recorded-facts.ts';

/** A request as far as its own text tells. */
export interface Question {
  readonly request: DecisionRequest;
  readonly intent: string;
  readonly description: Description;
}

/** One request on its way through the pipeline. */
export interface Inquiry extends Question {
  readonly requestKey: string;
  readonly fingerprint: string;
  readonly credential: Credential;
  readonly surface: string;
  readonly findApproval: boolean;
  readonly allowances: Allowances;
  /** Index of the earlier decision under this id that no longer stands, or −1. */
  readonly supersedes: number;
}

export type Decided =
  | { readonly outcome: 'decided'; readonly answer: Answer }
  /** Another decision already answers this request id. */
  | { readonly outcome: 'standing'; readonly index: number; readonly fingerprint: string }
  /** The world moved between snapshot and append: the same request is to be decided again. */
  | { readonly outcome: 'again' };

/** What steps 2 to 5 found. */
export type Judged = Omit<Grounds, 'request' | 'intent'>;
