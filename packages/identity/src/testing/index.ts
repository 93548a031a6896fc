export { createSoftwarePasskey } from './software-passkey.ts';

export type {
  Forgery,
  PasskeyAlgorithm,
  PasskeyAnswer,
  SoftwarePasskey,
  SoftwarePasskeyOptions,
} from './software-passkey.ts';
