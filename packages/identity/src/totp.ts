import { generateSecret, generateURI, verifySync } from 'otplib';

const periodSeconds = 30;
const code = /^\d{6}$/;

/** 160 random bits, base32. */
export function newTotpSecret(): string {
  return generateSecret({ length: 20 });
}

/** `otpauth://…` for a QR code. */
export function totpUri(secret: string, issuer: string, label: string): string {
  return generateURI({ issuer, label, secret });
}

/** The time step of an instant (RFC 6238 §4.2). */
export function totpStep(epochMs: number): number {
  return Math.floor(epochMs / 1000 / periodSeconds);
}

/**
 * The step that a code is of, or undefined. One step to either side of now is taken, for clocks that differ; no step up
 * to `lastStep` is ever again. Six digits and nothing else: with spaces round it an old code would be another text.
 */
export function judgeTotp(
  secret: string,
  typed: string,
  { now, lastStep }: { readonly now: number; readonly lastStep: number },
): number | undefined {
  // The library throws for a floor beyond the window: the clock went back, and no code can count yet.
  if (!code.test(typed) || lastStep > totpStep(now)) return undefined;
  const result = verifySync({
    secret,
    token: typed,
    epoch: Math.floor(now / 1000),
    period: periodSeconds,
    epochTolerance: periodSeconds,
    afterTimeStep: Math.max(0, lastStep),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
