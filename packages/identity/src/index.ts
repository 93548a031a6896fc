export { approvalChallenge, formatApproval, verifyApprovalEvidence } from './approval-statement.ts';
export { identityGrants } from './database-grants.ts';
export { identityWriters, migrateIdentity, openIdentity } from './open-identity.ts';
export { IdentityError } from './errors.ts';
export { relyingPartyOf } from './webauthn/relying-party.ts';
export { stepUpPurposes } from './session.ts';

export type { Admins, AdminRecord } from './operations/admins.ts';
export type {
  ApprovalAnswer,
  ApprovalSignatures,
  AskedApproval,
  SignedApproval,
} from './operations/approvals.ts';
export type { ApprovalEvidence, ApprovalStatement } from './approval-statement.ts';
export type { AuditEntry, AuditRow, AuditTrail, AuditWriter, Json, JsonObject } from './audit-trail.ts';
export type { Authority, HostAuthority, TokenCredential, TokenScope } from './authority.ts';
export type { Caller, Lifetimes } from './core.ts';
export type { CeremonyFault } from './webauthn/client-data.ts';
export type { DeviceRecord, Devices } from './operations/devices.ts';
export type {
  Enrolled,
  Enrolment,
  EnrolmentPurpose,
  EnrolmentRefused,
  OpenedEnrolment,
} from './operations/enrolment.ts';
export type { HostOperations } from './operations/host.ts';
export type { Identity, IdentityOptions } from './open-identity.ts';
export type { IdentityErrorCode } from './errors.ts';
export type { Lockout, Lockouts } from './operations/lockouts.ts';
export type { OneTimeCode } from './grants.ts';
export type { PasskeyRecord, Passkeys } from './operations/passkeys.ts';
export type { PendingSession, Role, Session, SignInMethod, StepUpPurpose } from './session.ts';
export type { RecoveryCodes } from './operations/recovery-codes.ts';
export type { Refused } from './refusal.ts';
export type { AuthenticationOptions, CredentialDescriptor, RegistrationOptions } from './webauthn/options.ts';
export type { RelyingParty } from './webauthn/relying-party.ts';
export type { SessionPage, SessionRecord, Sessions } from './operations/sessions.ts';
export type { SignedIn, SignIn } from './operations/sign-in.ts';
export type { SteppedUp, StepUp, StepUpRefused } from './operations/step-up.ts';
export type { TokenRecord, Tokens } from './operations/tokens.ts';
export type { Totp } from './operations/totp.ts';
