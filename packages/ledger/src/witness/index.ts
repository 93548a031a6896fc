export { createWitness } from './witness.ts';
export { openWitnessFolder } from './witness-folder.ts';
export { maxAddCheckpointBytes } from './add-checkpoint.ts';

export type { Witness, WitnessAnswer, WitnessEvent, WitnessOptions } from './witness.ts';
export type { WitnessFolderOptions } from './witness-folder.ts';
export type { Evidence, WitnessState } from './witness-state.ts';
