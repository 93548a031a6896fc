import { hash } from 'node:crypto';
import { instant } from './core.ts';
import { invalid } from './errors.ts';
import { judgeAssertion, parseAssertion } from './webauthn/assertion.ts';
import type { CeremonyFault } from './webauthn/client-data.ts';
import type { RelyingParty } from './webauthn/relying-party.ts';

/** What an admin says yes or no to, exactly as it was shown. */
export interface ApprovalStatement {
  readonly installation: string;
  readonly approvalId: string;
  readonly decision: 'approve' | 'refuse';
  /** SHA-256 over what the agent asked for, hex. */
  readonly intentDigest: string;
  readonly policyVersion: string;
  /** When the approval lapses, epoch milliseconds. */
  readonly expiresAt: number;
  /** Who asked: an actor, never the admin who answers. */
  readonly requestedBy: string;
  /** The admin who answers. */
  readonly adminId: string;
}

const header = 'zoqore.dev/approval@v1';
/** Visible characters and spaces: no member can hold another line. */
const member = /^[^\p{C}\p{Zl}\p{Zp}]{1,512}$/u;
const digest = /^[\da-f]{64}$/;

/**
 * The text that is signed: a header, then one member a line, in one order.
 * @throws IdentityError VALIDATION_ERROR for a member that is empty, long or has a line break
 */
export function formatApproval(statement: ApprovalStatement): string {
  const lines: readonly (readonly [string, string])[] = [
    ['installation', statement.installation],
    ['approval', statement.approvalId],
    ['decision', statement.decision],
    ['intent', statement.intentDigest],
    ['policy', statement.policyVersion],
    ['expires', instant(statement.expiresAt)],
    ['requested-by', statement.requestedBy],
    ['answered-by', statement.adminId],
  ];
  for (const [name, value] of lines) {
    if (!member.test(value)) throw invalid(name, 'expected 1 to 512 visible characters');
  }
  if (!digest.test(statement.intentDigest)) throw invalid('intent', 'expected 64 lower-case hex digits');
  return `${[header, ...lines.map(([name, value]) => `${name} ${value}`)].join('\n')}\n`;
}

/** The WebAuthn challenge of a statement: SHA-256 of its text, base64url. */
export function approvalChallenge(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** What the ledger keeps of an answer; anyone who has the passkey's public key from the ledger can check it. */
export interface ApprovalEvidence {
  /** As `formatApproval` wrote it. */
  readonly statement: string;
  readonly passkeyId: string;
  /** Base64url, as the authenticator gave them. */
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/**
 * Whether this passkey, with its user verified, signed exactly this statement. Needs no database. The public key stands in
 * the entry `admin.enrolled`, `admin.recovered` or `passkey.added` that made the passkey; that it still counted when it
 * signed, and that the approval was open, is what the order of the ledger says.
 */
export async function verifyApprovalEvidence(
  evidence: ApprovalEvidence,
  trusted: {
    readonly relyingParty: RelyingParty;
    readonly statement: ApprovalStatement;
    readonly passkey: { readonly id: string; readonly publicKey: string; readonly isBackupEligible: boolean };
  },
): Promise<
  { readonly verified: true } | { readonly verified: false; readonly fault: CeremonyFault | 'statement' }
> {
  const { relyingParty, passkey } = trusted;
  const text = formatApproval(trusted.statement);
  if (evidence.statement !== text) return { verified: false, fault: 'statement' };
  if (evidence.passkeyId !== passkey.id) return { verified: false, fault: 'unknown-passkey' };
  const { passkeyId: id, clientDataJSON, authenticatorData, signature } = evidence;
  const assertion = parseAssertion({
    id,
    rawId: id,
    type: 'public-key',
    response: { clientDataJSON, authenticatorData, signature },
  });
  if (assertion === undefined) return { verified: false, fault: 'malformed' };
  const verdict = await judgeAssertion(relyingParty, approvalChallenge(text), assertion, passkey);
  return verdict.isGood ? { verified: true } : { verified: false, fault: verdict.fault };
}
