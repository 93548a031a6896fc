export const operationalModes = ['normal', 'lean', 'surge', 'safe'] as const;

/** How many outcomes are taken as verified (decision contract, "Behaviour that the default policy pack preserves"). */
export type OperationalMode = (typeof operationalModes)[number];

/** What an admin set. */
export interface ModeSetting {
  readonly mode: OperationalMode;
  readonly reason: string;
  readonly setAt: string;
  readonly setBy: string;
}
