import { excerpt } from '../render/neutralise.ts';
import { type Check, fail, ok, skip, warn } from './check.ts';

const unanswered = 'the runtime does not answer';

export const models: Check = {
  id: 'models.files',
  title: 'the risk and the trust model in force are those in the files',
  examine({ status }) {
    if (status instanceof Error) return skip(unanswered);
    const broken = status.models.find(({ unreadable }) => unreadable !== undefined);
    if (broken?.unreadable !== undefined) {
      return fail(
        `${excerpt(broken.unreadable.message, 300)}; version ${broken.version.slice(0, 16)} stays in force`,
        `qorectl models check ${broken.kind}`,
      );
    }
    const waiting = status.models.find(({ isProposalWaiting }) => isProposalWaiting);
    if (waiting !== undefined) {
      return warn(
        `models/${waiting.kind}.yaml holds another ${waiting.kind} model than the one in force, version ${waiting.version.slice(0, 16)}`,
        `qorectl models apply ${waiting.kind}`,
      );
    }
    return ok(status.models.map(({ kind, version }) => `${kind} ${version.slice(0, 16)}`).join(', '));
  },
};

export const citationPolicy: Check = {
  id: 'models.citations',
  title: 'the citation policy would load',
  async examine({ home }) {
    if (home instanceof Error) return skip('there is no home folder');
    const [{ modelFile, readModelText }, { readCitationPolicy }] = await Promise.all([
      import('../model-files.ts'),
      import('../citation-policy.ts'),
    ]);
    const text = readModelText(home, 'citations');
    if (text === undefined) return ok('the default of this release');
    const source = modelFile('citations');
    const { sources } = await readCitationPolicy({ text, source });
    return ok(`${source}: ${sources.length} rules for sources`);
  },
};

export const operationalMode: Check = {
  id: 'runtime.mode',
  title: 'the operational mode is normal',
  examine({ status }) {
    if (status instanceof Error) return skip(unanswered);
    return status.mode.mode === 'normal'
      ? ok('every outcome is taken as verified')
      : warn(
          `${status.mode.mode}: a part of the outcomes is not taken as verified; set by ${excerpt(status.mode.setBy ?? '', 60)}: ${excerpt(status.mode.reason ?? '', 200)}`,
          'qorectl mode set normal --reason TEXT',
        );
  },
};
