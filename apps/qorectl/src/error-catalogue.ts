/** One kind of failure, explained offline by `qorectl explain`. */
export interface CatalogueEntry {
  /** `QORE-E-nnnn`; never reused for something else. */
  readonly code: string;
  readonly title: string;
  /** What it means, in one or two sentences. */
  readonly meaning: string;
  /** What to do about it; commands stand as they are typed. */
  readonly remedy: string;
}

function entry(number: string, title: string, meaning: string, remedy: string): CatalogueEntry {
  return { code: `QORE-E-${number}`, title, meaning, remedy };
}

/** Every code that a package, the API or this command line throws, by its name. 00 usage, 01 home, 02 serving, 03 API, 04 policy, 05 ledger, 06 database, 07 gateway, 09 the rest. */
export const errorCatalogue = {
  COMMAND_UNKNOWN: entry(
    '0001',
    'there is no such command',
    'The words before the first flag name no command of qorectl.',
    'qorectl help',
  ),
  USAGE_INVALID: entry(
    '0002',
    'the command was typed wrongly',
    'A flag or argument is unknown, missing or has a value that it cannot take. Nothing was done.',
    'qorectl COMMAND --help',
  ),
  INPUT_INVALID: entry(
    '0003',
    'the input cannot be read',
    'A file or standard input does not hold what the command expects. Nothing was done.',
    'qorectl COMMAND --help says what it reads',
  ),
  CODE_UNKNOWN: entry(
    '0004',
    'there is no such error code',
    'The code is not in this version of qorectl.',
    'qorectl explain lists every code',
  ),
  CHECK_UNKNOWN: entry(
    '0005',
    'there is no such check',
    'The id names no check of doctor.',
    'qorectl doctor --list-checks',
  ),
  ID_AMBIGUOUS: entry(
    '0006',
    'the short id fits several',
    'A short id is accepted when it is the beginning of exactly one id.',
    'type more characters of the id',
  ),
  OUTPUT_EXISTS: entry(
    '0007',
    'the output file exists',
    'A file with a secret is only ever created, never overwritten.',
    'choose another name, or remove the file first',
  ),
  NOT_CONFIRMED: entry(
    '0008',
    'it was not confirmed',
    'The command asks before it does what cannot be taken back; where no terminal can ask, --yes is the answer. Nothing was changed.',
    'type it again and answer y, or add --yes',
  ),
  HOME_MISSING: entry(
    '0101',
    'there is no installation here',
    'The folder of the installation (ZOQORE_HOME, default .failsafe) does not exist and this command does not create one.',
    'qorectl serve creates it; --home DIR or ZOQORE_HOME names another',
  ),
  HOME_UNSAFE: entry(
    '0102',
    'the home folder is not safe to use',
    'A part of ZOQORE_HOME belongs to someone else, is open to others or is not what it must be. Whoever can write there decides what agents may do.',
    'the message names the path and the command that mends it',
  ),
  CONFIG_INVALID: entry(
    '0103',
    'zoqore.yaml cannot be used',
    'The configuration has an unknown key, a value of the wrong kind or broken YAML. Nothing was started.',
    'mend the line that the message names; comments in the file say what is allowed',
  ),
  SECRET_INVALID: entry(
    '0104',
    'a secret file is damaged',
    'A key file does not hold a key of the expected form.',
    'put the file back from a backup; a new ledger key starts a new identity',
  ),
  SECRET_UNSAFE: entry(
    '0105',
    'a secret file is open to others',
    'A key file must be a regular file of this user with mode 0600.',
    'chmod 600 FILE, and replace the key if others could read it',
  ),
  ALREADY_RUNNING: entry(
    '0201',
    'a server is running already',
    'One server at a time works on an installation.',
    'use it (qorectl status), or stop it: kill PID',
  ),
  PORT_TAKEN: entry(
    '0202',
    'the port is taken',
    'Another process listens on the address that ZoQore wants.',
    'stop that process, or choose another port: qorectl serve --port N --gateway-port M, or in zoqore.yaml',
  ),
  PORT_REFUSED: entry(
    '0203',
    'the address cannot be used',
    'The system does not let this user listen on that host and port.',
    'choose a port above 1023 and an address of this machine',
  ),
  UNREACHABLE: entry(
    '0204',
    'nothing answers',
    'No ZoQore runtime answers at that address.',
    'qorectl serve starts one; qorectl status says where it listens',
  ),
  NOT_RUNNING: entry(
    '0205',
    'no server runs',
    'The command needs a server of this installation, and none runs.',
    'qorectl serve',
  ),
  BAD_JSON: entry(
    '0301',
    'the body is not JSON',
    'The runtime got text that does not parse as JSON.',
    'check the text with a JSON parser',
  ),
  UNAUTHORIZED: entry(
    '0302',
    'the key is missing, wrong or revoked',
    'The runtime does not know the API key that was presented.',
    'qorectl keys list; qorectl keys create --name NAME --actor ID makes another',
  ),
  ACTOR_FORBIDDEN: entry(
    '0303',
    'the key may not do this',
    'The key lacks the scope, or may not speak for that actor.',
    'qorectl keys list shows what each key may do; qorectl keys create --name NAME --actor ID makes one that asks, qorectl keys create --name NAME --scope approve one that decides',
  ),
  HOST_FORBIDDEN: entry(
    '0304',
    'the Host header is not one of ours',
    'The request names a host that the listener does not answer for; that is how web pages are kept from calling local services.',
    'call 127.0.0.1 or localhost, or list the name in zoqore.yaml',
  ),
  NOT_FOUND: entry(
    '0305',
    'there is nothing by that id',
    'No decision, approval, key, tool or entry has this id.',
    'list what is there: qorectl decisions list, approvals list, keys list, actors list, tools list',
  ),
  REPLAY_CONFLICT: entry(
    '0306',
    'the request id was used for something else',
    'Within the replay window one request id stands for one payload.',
    'use a new request id for a new request',
  ),
  STATE_CONFLICT: entry(
    '0307',
    'too late: the state has changed',
    'The thing was decided, used, revoked or has lapsed meanwhile, or another policy is in force since.',
    'look at it again before deciding',
  ),
  PAYLOAD_TOO_LARGE: entry(
    '0308',
    'the request is too large',
    'The body is longer than the runtime reads. That is no decision: nothing was judged, recorded or allowed.',
    'do not act; make the action itself smaller. What is judged must be all of what is done',
  ),
  VALIDATION_ERROR: entry(
    '0309',
    'a field is not valid',
    'A field is missing, unknown or out of its range. Nothing was decided or recorded.',
    'the issues name each field and what it may hold',
  ),
  RATE_LIMITED: entry(
    '0310',
    'too many requests',
    'The limit of this key or of a policy obligation is reached.',
    'wait for the time that the answer names',
  ),
  NOT_INITIALIZED: entry(
    '0311',
    'the runtime is not ready',
    'No policy is in force yet; no decision was made.',
    'qorectl doctor policy.files',
  ),
  POLICY_INVALID: entry(
    '0401',
    'a policy file is refused',
    'A policy set, a model or a citation policy has an error. It is used whole or not at all; what is in force stays in force.',
    'mend what the issues name; qorectl policy check FILE (or models check, citations check)',
  ),
  POLICY_TESTS_FAILED: entry(
    '0402',
    'policy tests failed',
    'At least one request in the tests file is judged otherwise than expected.',
    'qorectl policy explain shows why a request is judged as it is',
  ),
  POLICY_NOT_EXPORTABLE: entry(
    '0404',
    'the policy cannot be exported',
    'The other language cannot say exactly what at least one rule says. An export that answers otherwise would be worse than none.',
    'say these rules in another way, or leave them to ZoQore; docs/policy-export.md lists what can be said',
  ),
  UNEXPECTED_ANSWER: entry(
    '0206',
    'something else answers',
    'What answers at that address is not a ZoQore runtime, or one of another version.',
    'check --url; qorectl version on both sides',
  ),
  LEDGER_UNAVAILABLE: entry(
    '0501',
    'the ledger cannot be written',
    'Without a record there is no decision: everything is refused until it works again.',
    'qorectl doctor ledger.chain store.disk',
  ),
  LEDGER_BUSY: entry(
    '0502',
    'the ledger has too much to do',
    'The queue in front of the ledger is full.',
    'try again in a moment',
  ),
  LEDGER_ALTERED: entry(
    '0503',
    'the record does not verify',
    'An entry, the chain or a signature is not what the head commits to: somebody or something changed the store. The entries before the named index still prove true.',
    'stop the server, keep a copy of the folder, and compare it with a backup or a checkpoint kept elsewhere',
  ),
  LEDGER_JOURNAL_MISMATCH: entry(
    '0504',
    'journal and tables disagree',
    'The write-ahead journal and the tables of the ledger do not tell the same story.',
    'keep a copy of the folder, then qorectl ledger verify',
  ),
  ENTRY_GONE: entry(
    '0516',
    'the entry was removed',
    'Its leaf was pruned or erased; the entry that did it is named. Its hash still proves, and so does every receipt taken before.',
    'qorectl ledger verify still covers it, and a bundle proves its hash: qorectl ledger export --out FILE; its text is in the archive, if one was made',
  ),
  ENTRY_HELD: entry(
    '0517',
    'a legal hold forbids it',
    'The entries, or some of them, are under a legal hold. Nothing was removed.',
    'qorectl ledger holds, then qorectl ledger release HOLD --reason TEXT when it may end',
  ),
  ENTRY_UNARCHIVED: entry(
    '0518',
    'no archive holds the entries',
    'Pruning removes what a verified archive holds, and some of the entries are in none. Nothing was removed.',
    'qorectl ledger archive --out DIR, or --unarchived to lose them',
  ),
  LEDGER_CLOSED: entry(
    '0505',
    'the ledger is closed',
    'The process was shutting down.',
    'try again when it is up',
  ),
  ENTRY_INVALID: entry(
    '0506',
    'an entry cannot be recorded',
    'The entry holds something that has no canonical form (a lone surrogate, a number past 2^53).',
    'send plain JSON values',
  ),
  ENTRY_TOO_LARGE: entry(
    '0507',
    'an entry is too large',
    'An entry has at most 65,535 canonical bytes.',
    'send less context',
  ),
  ENTRY_DUPLICATE: entry(
    '0508',
    'the entry is recorded already',
    'An entry with this idempotency key stands in the log.',
    'nothing to do: it counts once',
  ),
  NOTE_INVALID: entry(
    '0509',
    'a checkpoint does not verify',
    'The signed note is malformed, or no key of this log signed it.',
    'qorectl ledger head; compare with a copy kept elsewhere',
  ),
  KEY_INVALID: entry(
    '0510',
    'a ledger key is not of the expected form',
    'Expected an Ed25519 key, or a verifier key name+hash+base64 on one line.',
    'a verifier key: qorectl ledger head --key prints it once more; the key of this log: put it back from a backup',
  ),
  SIGNATURE_INVALID: entry(
    '0511',
    'a signature does not verify',
    'A known key did not make this signature over this text: one of them was changed.',
    'compare with a copy kept elsewhere',
  ),
  PROOF_INVALID: entry(
    '0512',
    'a proof is not understood',
    'Expected the text of a C2SP tlog-proof.',
    'ask for a new one: qorectl ledger proof INDEX',
  ),
  WITNESS_INVALID: entry(
    '0531',
    'the witnesses or anchors cannot be used as they are configured',
    'An address is not https (or http on this machine), a witness stands twice, or the quorum is more than there are witnesses. Nothing was started.',
    'mend `ledger` in zoqore.yaml',
  ),
  PROOF_REFUSED: entry(
    '0513',
    'the proof does not hold',
    'Leaf, place, checkpoint and key do not fit together.',
    'check that key and proof are of the same log; ask for a new one with qorectl ledger proof INDEX',
  ),
  KEY_CHANGE_INVALID: entry(
    '0521',
    'a change of keys does not count',
    'An entry or a history changes the keys of the log, and no key that was valid before agreed to it.',
    'qorectl ledger verify names the entry; ask for a history again: qorectl ledger keys export',
  ),
  KEY_CONFLICT: entry(
    '0522',
    'the keys of the record do not allow that now',
    'One key is rotated at a time, the only one cannot be retired, and an ended one does not end again. Nothing was changed.',
    'qorectl ledger keys list',
  ),
  KEY_MISSING: entry(
    '0523',
    'no valid key of the record is here',
    'This process has no private key that may sign now: another process rotated it, or its file is gone. Decisions are recorded, nothing is signed.',
    'put the file ledger-ID.key of a valid key into data/secrets, mode 0600, and restart; qorectl ledger keys list names the keys',
  ),
  DATABASE_URL_INVALID: entry(
    '0601',
    'the database URL is not understood',
    'Expected postgres://… or pglite:DIRECTORY.',
    'mend DATABASE_URL or database.url in zoqore.yaml',
  ),
  DATABASE_LOCKED: entry(
    '0602',
    'the store is in use',
    'An embedded store has one opener at a time; another process holds it.',
    'wait, or stop the process that the message names',
  ),
  DATABASE_UNAVAILABLE: entry(
    '0603',
    'the database does not answer',
    'The store cannot be opened or lost its connection.',
    'start the database that DATABASE_URL or database.url in zoqore.yaml names; for the embedded one: qorectl doctor store.disk',
  ),
  DATABASE_CLOSED: entry(
    '0606',
    'the store is closed',
    'The process was shutting down.',
    'try again when it is up',
  ),
  DATABASE_VALUE_INVALID: entry(
    '0607',
    'a stored value is out of range',
    'A number in the database cannot be represented exactly.',
    'report it with the message and qorectl version',
  ),
  MIGRATION_FAILED: entry(
    '0604',
    'a migration failed',
    'A change of the tables could not be applied; it was rolled back.',
    'keep the message and the version, and report it',
  ),
  MIGRATION_MISMATCH: entry(
    '0605',
    'the tables belong to another version',
    'A migration that was applied is not the one that this version brings.',
    'run the version that wrote the store',
  ),
  UPSTREAMS_INVALID: entry(
    '0701',
    'the upstreams are refused',
    'The list of MCP servers behind the gateway has an error.',
    'mend upstreams in zoqore.yaml',
  ),
  CREDENTIAL_FILE_UNSAFE: entry(
    '0702',
    'a credential file for an upstream is open to others',
    'The file with an upstream credential must be a regular file of this user with mode 0600.',
    'chmod 600 FILE',
  ),
  UPSTREAM_UNAVAILABLE: entry(
    '0703',
    'an upstream cannot be reached',
    'The MCP server behind the gateway does not start or does not answer.',
    'run its command by hand; the log of qorectl serve shows what it wrote',
  ),
  UPSTREAM_TIMED_OUT: entry(
    '0704',
    'an upstream took too long',
    'The call was allowed and sent, and no answer came in time. It may have had its effect.',
    'raise timeoutMs of the upstream, or look at what it does',
  ),
  UPSTREAM_FAILED: entry(
    '0705',
    'an upstream failed',
    'The MCP server broke off the call.',
    'the log of qorectl serve shows what it wrote',
  ),
  UPSTREAM_REFUSED: entry(
    '0706',
    'an upstream refused',
    'The MCP server answered with an error.',
    'the message is its own',
  ),
  UPSTREAM_BUSY: entry(
    '0707',
    'an upstream has too much to do',
    'Too many calls to this upstream are under way.',
    'try again in a moment',
  ),
  CALL_TOO_LARGE: entry(
    '0790',
    'a call has too much to judge',
    'Its arguments hold more strings or links than are looked at; nothing of it was passed over, so it was refused.',
    'make several smaller calls',
  ),
  TOOL_CHANGED: entry(
    '0708',
    'a tool is not what it was',
    'The description or schema of a tool changed since it was first seen; its calls wait for a person.',
    'qorectl tools list, then qorectl tools accept SERVER/NAME',
  ),
  OBLIGATION_UNSUPPORTED: entry(
    '0712',
    'an obligation cannot be honoured',
    'The policy allows the call under a condition that the gateway cannot keep, so it was not made.',
    'qorectl decisions show ID names the obligation; change the rule, or the surface',
  ),
  DECISION_EXPIRED: entry(
    '0709',
    'the decision came too late',
    'An ALLOW is acted on only until its validUntil.',
    'ask again',
  ),
  CALL_CANCELLED: entry(
    '0710',
    'the call was cancelled',
    'The client went away before the call was done.',
    'call again',
  ),
  GATEWAY_CLOSED: entry(
    '0711',
    'the gateway is closing',
    'The process is shutting down.',
    'try again when it is up',
  ),
  IO_FAILED: entry(
    '0901',
    'a file cannot be read or written',
    'The system refused access to a file.',
    'the message names the file and the reason',
  ),
  DISK_FULL: entry(
    '0902',
    'the disk is full',
    'There is no space left on the device. No decision leaves while nothing can be recorded.',
    'free space; ZoQore goes on by itself',
  ),
  INTERRUPTED: entry(
    '0903',
    'interrupted',
    'A signal ended the command before it was done.',
    'type it again when ready',
  ),
  INTERNAL_ERROR: entry(
    '0999',
    'an error that should not happen',
    'Something failed in a way that ZoQore does not know.',
    'report it with the message and qorectl version',
  ),
} as const;

export type ErrorName = keyof typeof errorCatalogue;

export function isErrorName(name: unknown): name is ErrorName {
  return typeof name === 'string' && Object.hasOwn(errorCatalogue, name);
}

/** Finds an entry by `QORE-E-0501`, `0501`, or its name, in any case. */
export function findError(
  code: string,
): { readonly name: ErrorName; readonly entry: CatalogueEntry } | undefined {
  const wanted = code
    .trim()
    .toUpperCase()
    .replace(/^E-/, 'QORE-E-')
    .replace(/^(\d{4})$/, 'QORE-E-$1');
  for (const name of Object.keys(errorCatalogue)) {
    if (isErrorName(name) && (name === wanted || errorCatalogue[name].code === wanted)) {
      return { name, entry: errorCatalogue[name] };
    }
  }
  return undefined;
}
