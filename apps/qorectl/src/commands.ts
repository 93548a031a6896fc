import type { Config } from '@oclif/core/config';
import type { Command } from '@oclif/core/command';
import type { QoreCommand } from './base-command.ts';
import ActorsCap from './commands/actors/cap.ts';
import ActorsList from './commands/actors/list.ts';
import ActorsReset from './commands/actors/reset.ts';
import ActorsSet from './commands/actors/set.ts';
import ActorsShow from './commands/actors/show.ts';
import ApprovalsApprove from './commands/approvals/approve.ts';
import ApprovalsList from './commands/approvals/list.ts';
import ApprovalsRefuse from './commands/approvals/refuse.ts';
import ApprovalsShow from './commands/approvals/show.ts';
import CitationsCheck from './commands/citations/check.ts';
import CitationsScore from './commands/citations/score.ts';
import DatabaseRole from './commands/database/role.ts';
import DecisionsList from './commands/decisions/list.ts';
import DecisionsShow from './commands/decisions/show.ts';
import DecisionsTail from './commands/decisions/tail.ts';
import Doctor from './commands/doctor.ts';
import Evaluate from './commands/evaluate.ts';
import Explain from './commands/explain.ts';
import Gateway from './commands/gateway.ts';
import Halt from './commands/halt.ts';
import KeysBind from './commands/keys/bind.ts';
import KeysCreate from './commands/keys/create.ts';
import KeysList from './commands/keys/list.ts';
import KeysRevoke from './commands/keys/revoke.ts';
import LedgerArchive from './commands/ledger/archive.ts';
import LedgerErase from './commands/ledger/erase.ts';
import LedgerExport from './commands/ledger/export.ts';
import LedgerHead from './commands/ledger/head.ts';
import LedgerHold from './commands/ledger/hold.ts';
import LedgerHolds from './commands/ledger/holds.ts';
import LedgerKeysExport from './commands/ledger/keys/export.ts';
import LedgerKeysList from './commands/ledger/keys/list.ts';
import LedgerKeysRetire from './commands/ledger/keys/retire.ts';
import LedgerKeysRevoke from './commands/ledger/keys/revoke.ts';
import LedgerKeysRotate from './commands/ledger/keys/rotate.ts';
import LedgerProof from './commands/ledger/proof.ts';
import LedgerPrune from './commands/ledger/prune.ts';
import LedgerRelease from './commands/ledger/release.ts';
import LedgerShow from './commands/ledger/show.ts';
import LedgerVerify from './commands/ledger/verify.ts';
import ModeSet from './commands/mode/set.ts';
import ModeShow from './commands/mode/show.ts';
import ModelsApply from './commands/models/apply.ts';
import ModelsCheck from './commands/models/check.ts';
import ModelsList from './commands/models/list.ts';
import ModelsSchema from './commands/models/schema.ts';
import ModelsShow from './commands/models/show.ts';
import PolicyApply from './commands/policy/apply.ts';
import PolicyCheck from './commands/policy/check.ts';
import PolicyDiff from './commands/policy/diff.ts';
import PolicyExplain from './commands/policy/explain.ts';
import PolicyExport from './commands/policy/export.ts';
import PolicyLint from './commands/policy/lint.ts';
import PolicySchema from './commands/policy/schema.ts';
import PolicyShow from './commands/policy/show.ts';
import PolicyTest from './commands/policy/test.ts';
import Resume from './commands/resume.ts';
import Serve from './commands/serve.ts';
import Status from './commands/status.ts';
import ToolsAccept from './commands/tools/accept.ts';
import ToolsList from './commands/tools/list.ts';
import Version from './commands/version.ts';
import WitnessKey from './commands/witness/key.ts';
import WitnessServe from './commands/witness/serve.ts';

export type CommandClass = Omit<typeof Command, 'prototype'> &
  (new (argv: string[], config: Config) => QoreCommand);

/** Every command by its id. Thin: what is heavy is imported when a command runs. */
export const commands: Readonly<Record<string, CommandClass>> = {
  'actors:cap': ActorsCap,
  'actors:list': ActorsList,
  'actors:reset': ActorsReset,
  'actors:set': ActorsSet,
  'actors:show': ActorsShow,
  'approvals:approve': ApprovalsApprove,
  'approvals:list': ApprovalsList,
  'approvals:refuse': ApprovalsRefuse,
  'approvals:show': ApprovalsShow,
  'citations:check': CitationsCheck,
  'citations:score': CitationsScore,
  'database:role': DatabaseRole,
  'decisions:list': DecisionsList,
  'decisions:show': DecisionsShow,
  'decisions:tail': DecisionsTail,
  doctor: Doctor,
  evaluate: Evaluate,
  explain: Explain,
  gateway: Gateway,
  halt: Halt,
  'keys:bind': KeysBind,
  'keys:create': KeysCreate,
  'keys:list': KeysList,
  'keys:revoke': KeysRevoke,
  'ledger:archive': LedgerArchive,
  'ledger:erase': LedgerErase,
  'ledger:export': LedgerExport,
  'ledger:head': LedgerHead,
  'ledger:hold': LedgerHold,
  'ledger:holds': LedgerHolds,
  'ledger:keys:export': LedgerKeysExport,
  'ledger:keys:list': LedgerKeysList,
  'ledger:keys:retire': LedgerKeysRetire,
  'ledger:keys:revoke': LedgerKeysRevoke,
  'ledger:keys:rotate': LedgerKeysRotate,
  'ledger:proof': LedgerProof,
  'ledger:prune': LedgerPrune,
  'ledger:release': LedgerRelease,
  'ledger:show': LedgerShow,
  'ledger:verify': LedgerVerify,
  'mode:set': ModeSet,
  'mode:show': ModeShow,
  'models:apply': ModelsApply,
  'models:check': ModelsCheck,
  'models:list': ModelsList,
  'models:schema': ModelsSchema,
  'models:show': ModelsShow,
  'policy:apply': PolicyApply,
  'policy:check': PolicyCheck,
  'policy:diff': PolicyDiff,
  'policy:explain': PolicyExplain,
  'policy:export': PolicyExport,
  'policy:lint': PolicyLint,
  'policy:schema': PolicySchema,
  'policy:show': PolicyShow,
  'policy:test': PolicyTest,
  resume: Resume,
  serve: Serve,
  status: Status,
  'tools:accept': ToolsAccept,
  'tools:list': ToolsList,
  version: Version,
  'witness:key': WitnessKey,
  'witness:serve': WitnessServe,
};

/** What the commands of a topic are about. */
export const topics: Readonly<Record<string, string>> = {
  actors: 'who they are, and how far they are trusted',
  approvals: 'what waits for a person',
  citations: 'how far a claim may be relied on',
  database: 'where the record is kept',
  decisions: 'what was decided',
  keys: 'who may ask, approve and administer',
  ledger: 'the record',
  'ledger:keys': 'what the record is signed with',
  mode: 'how many outcomes are taken as verified',
  models: 'how risk is graded, and how trust moves',
  policy: 'what is allowed',
  tools: 'the MCP tools behind the gateway',
  witness: 'watching that the record of others only grows',
};
