import type { Config } from '@oclif/core/config';
import type { Command } from '@oclif/core/command';
import type { QoreCommand } from './base-command.ts';
import ActorsList from './commands/actors/list.ts';
import ActorsSet from './commands/actors/set.ts';
import ApprovalsApprove from './commands/approvals/approve.ts';
import ApprovalsList from './commands/approvals/list.ts';
import ApprovalsRefuse from './commands/approvals/refuse.ts';
import ApprovalsShow from './commands/approvals/show.ts';
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
import LedgerHead from './commands/ledger/head.ts';
import LedgerProof from './commands/ledger/proof.ts';
import LedgerShow from './commands/ledger/show.ts';
import LedgerVerify from './commands/ledger/verify.ts';
import PolicyApply from './commands/policy/apply.ts';
import PolicyCheck from './commands/policy/check.ts';
import PolicyDiff from './commands/policy/diff.ts';
import PolicyExplain from './commands/policy/explain.ts';
import PolicyLint from './commands/policy/lint.ts';
import PolicyShow from './commands/policy/show.ts';
import PolicyTest from './commands/policy/test.ts';
import Resume from './commands/resume.ts';
import Serve from './commands/serve.ts';
import Status from './commands/status.ts';
import ToolsAccept from './commands/tools/accept.ts';
import ToolsList from './commands/tools/list.ts';
import Version from './commands/version.ts';

export type CommandClass = Omit<typeof Command, 'prototype'> &
  (new (argv: string[], config: Config) => QoreCommand);

/** Every command by its id. Thin: what is heavy is imported when a command runs. */
export const commands: Readonly<Record<string, CommandClass>> = {
  'actors:list': ActorsList,
  'actors:set': ActorsSet,
  'approvals:approve': ApprovalsApprove,
  'approvals:list': ApprovalsList,
  'approvals:refuse': ApprovalsRefuse,
  'approvals:show': ApprovalsShow,
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
  'ledger:head': LedgerHead,
  'ledger:proof': LedgerProof,
  'ledger:show': LedgerShow,
  'ledger:verify': LedgerVerify,
  'policy:apply': PolicyApply,
  'policy:check': PolicyCheck,
  'policy:diff': PolicyDiff,
  'policy:explain': PolicyExplain,
  'policy:lint': PolicyLint,
  'policy:show': PolicyShow,
  'policy:test': PolicyTest,
  resume: Resume,
  serve: Serve,
  status: Status,
  'tools:accept': ToolsAccept,
  'tools:list': ToolsList,
  version: Version,
};

/** What the commands of a topic are about. */
export const topics: Readonly<Record<string, string>> = {
  actors: 'who they are, for rules that ask',
  approvals: 'what waits for a person',
  decisions: 'what was decided',
  keys: 'who may ask, approve and administer',
  ledger: 'the record',
  policy: 'what is allowed',
  tools: 'the MCP tools behind the gateway',
};
