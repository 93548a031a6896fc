import { elapsed } from '../instant.ts';
import { excerpt } from '../render/neutralise.ts';
import { alarmText } from '../render/publication.ts';
import { type Check, fail, ok, skip, warn } from './check.ts';

/** A checkpoint is cosigned within seconds; longer than this, something is wrong. */
const patienceMs = 60_000;

export const ledgerWitnesses: Check = {
  id: 'ledger.witnesses',
  title: 'others have seen that the record only grows',
  examine({ status, now }) {
    if (status instanceof Error) return skip('the runtime does not answer');
    const report = status.publication?.witnesses;
    if (report === undefined) {
      return warn(
        'no witness: whoever has the database and the ledger key can rewrite the record unseen',
        'qorectl witness serve, on another machine; then name it under ledger.witnesses in zoqore.yaml',
      );
    }
    const { quorum, covered, waitingSince, witnesses } = report;
    const [alarmed] = witnesses.filter(({ alarm }) => alarm !== undefined);
    if (alarmed?.alarm !== undefined) {
      return fail(
        `${excerpt(alarmed.name, 100)} ${alarmText(alarmed.alarm)}`,
        'keep a copy of the folder, ask its operator for the evidence, and compare with a backup: the record was rolled back or rewritten, or two run under one name',
      );
    }
    const failing = witnesses.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [`${excerpt(name, 100)}: ${excerpt(failure, 200)}`],
    );
    const seen =
      covered === undefined
        ? `no checkpoint has ${quorum} of ${witnesses.length} yet`
        : `${covered.size} entries seen by ${quorum} of ${witnesses.length}, ${elapsed(now - Date.parse(covered.at))} ago`;
    const isLate = waitingSince !== undefined && now - Date.parse(waitingSince) > patienceMs;
    if (!isLate && failing.length === 0 && (covered !== undefined || waitingSince !== undefined))
      return ok(seen);
    const late = isLate ? [`a checkpoint waits for ${elapsed(now - Date.parse(waitingSince))}`] : [];
    return warn(
      [seen, ...late, ...failing].join('; '),
      'see that the witnesses run and know the key of this log: qorectl ledger head --key',
    );
  },
};

export const ledgerAnchors: Check = {
  id: 'ledger.anchors',
  title: 'checkpoints are kept where the record is not',
  examine({ status }) {
    if (status instanceof Error) return skip('the runtime does not answer');
    const anchors = status.publication?.anchors ?? [];
    if (anchors.length === 0) return skip('none configured; they are a place to look at after a loss');
    const failing = anchors.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [`${excerpt(name, 200)}: ${excerpt(failure, 200)}`],
    );
    const told = anchors.map(({ name, anchored }) =>
      anchored === undefined
        ? `${excerpt(name, 200)}: nothing since the start`
        : `${excerpt(name, 200)}: ${anchored.size} entries`,
    );
    return failing.length === 0
      ? ok(told.join('; '))
      : warn(
          failing.join('; '),
          'mend what it says, or ledger.anchors in zoqore.yaml; it is tried again by itself',
        );
  },
};
