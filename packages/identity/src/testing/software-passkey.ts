import { constants, generateKeyPairSync, hash, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { AuthenticationOptions, RegistrationOptions } from '../webauthn/options.ts';
import { encodeCbor, type CborMap, type CborValue } from './cbor.ts';

export type PasskeyAlgorithm = 'ES256' | 'EdDSA' | 'RS256' | 'ES384';

/** What an answer says instead of the truth; each field can be forged by itself. */
export interface Forgery {
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly rpId?: string;
  readonly isUserPresent?: boolean;
  readonly isUserVerified?: boolean;
  readonly isBackupEligible?: boolean;
  readonly isBackedUp?: boolean;
  readonly counter?: number;
  readonly credentialId?: string;
  /** null: none is sent. */
  readonly userHandle?: string | null;
  /** Signs with this passkey's key. */
  readonly signedBy?: SoftwarePasskey;
  /** Changed after it was signed. */
  readonly isSignatureBroken?: boolean;
}

/** As `PublicKeyCredential.toJSON()` gives it. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly clientExtensionResults: Record<string, never>;
  readonly response: Readonly<Record<string, unknown>>;
}

/** An authenticator with one passkey, which it makes when `create` is asked for it. Real keys, real signatures. */
export interface SoftwarePasskey {
  readonly algorithm: PasskeyAlgorithm;
  readonly credentialId: string;
  readonly privateKey: KeyObject;
  create(options: RegistrationOptions, forgery?: Forgery): PasskeyAnswer;
  get(options: AuthenticationOptions, forgery?: Forgery): PasskeyAnswer;
}

export interface SoftwarePasskeyOptions {
  /** The page that asks. */
  readonly origin: string;
  /** Default ES256. */
  readonly algorithm?: PasskeyAlgorithm;
  /** Synced between devices. Default false. */
  readonly isSynced?: boolean;
  /** Counts its uses; synced ones answer 0. Default: not synced. */
  readonly isCounting?: boolean;
  /** 16 bytes. Default zeros. */
  readonly aaguid?: Uint8Array;
}

const flag = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 };

/**
 * An authenticator with fresh random keys, for tests: it asks nobody before it answers, and what `Forgery` names it forges.
 */
export function createSoftwarePasskey(options: SoftwarePasskeyOptions): SoftwarePasskey {
  const { origin, algorithm = 'ES256', isSynced = false, aaguid = new Uint8Array(16) } = options;
  const isCounting = options.isCounting ?? !isSynced;
  const { publicKey, privateKey } = keyPair(algorithm);
  const credentialId = randomBytes(32).toString('base64url');
  let counter = 0;
  let userHandle = '';

  const clientData = (type: string, challenge: string, forgery: Forgery): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: forgery.type ?? type,
        challenge: forgery.challenge ?? challenge,
        origin: forgery.origin ?? origin,
        crossOrigin: forgery.crossOrigin ?? false,
        ...(forgery.topOrigin === undefined ? {} : { topOrigin: forgery.topOrigin }),
      }),
    );
  const authenticatorData = (rpId: string, forgery: Forgery, attested?: Buffer): Buffer => {
    if (isCounting) counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(forgery.counter ?? counter);
    const flags =
      ((forgery.isUserPresent ?? true) ? flag.userPresent : 0) |
      ((forgery.isUserVerified ?? true) ? flag.userVerified : 0) |
      ((forgery.isBackupEligible ?? isSynced) ? flag.backupEligible : 0) |
      ((forgery.isBackedUp ?? isSynced) ? flag.backedUp : 0) |
      (attested === undefined ? 0 : flag.attested);
    return Buffer.concat([
      hash('sha256', forgery.rpId ?? rpId, 'buffer'),
      Buffer.from([flags]),
      count,
      attested ?? Buffer.alloc(0),
    ]);
  };
  const answer = (id: string, response: Record<string, unknown>): PasskeyAnswer => ({
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });

  return {
    algorithm,
    credentialId,
    privateKey,

    create({ challenge, rp, user }, forgery = {}) {
      userHandle = user.id;
      const id = forgery.credentialId ?? credentialId;
      const rawId = Buffer.from(id, 'base64url');
      const attested = Buffer.concat([
        aaguid,
        Buffer.from([rawId.length >> 8, rawId.length & 0xff]),
        rawId,
        encodeCbor(coseKey(algorithm, publicKey)),
      ]);
      const attestation = new Map<string, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authenticatorData(rp.id, forgery, attested)],
      ]);
      return answer(id, {
        clientDataJSON: clientData('webauthn.create', challenge, forgery).toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: isSynced ? ['hybrid', 'internal'] : ['usb'],
      });
    },

    get({ challenge, rpId }, forgery = {}) {
      const client = clientData('webauthn.get', challenge, forgery);
      const data = authenticatorData(rpId, forgery);
      const signed = Buffer.concat([data, hash('sha256', client, 'buffer')]);
      const signer = forgery.signedBy ?? { algorithm, privateKey };
      const signature = signWith(signer.algorithm, signer.privateKey, signed);
      // In the middle: the ends of a DER signature are its frame.
      const middle = signature.length >> 1;
      if (forgery.isSignatureBroken === true) signature[middle] = (signature[middle] ?? 0) ^ 1;
      const handle = forgery.userHandle === undefined ? userHandle : forgery.userHandle;
      return answer(forgery.credentialId ?? credentialId, {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(handle === null ? {} : { userHandle: handle }),
      });
    },
  };
}

function keyPair(algorithm: PasskeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'EdDSA':
      return generateKeyPairSync('ed25519');
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    default:
      return algorithm satisfies never;
  }
}

/** RFC 9052 §7, RFC 9053 §7, RFC 8230 §4. */
function coseKey(algorithm: PasskeyAlgorithm, publicKey: KeyObject): CborMap {
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');
  switch (algorithm) {
    case 'ES256':
    case 'ES384':
      return new Map<number, CborValue>([
        [1, 2],
        [3, algorithm === 'ES256' ? -7 : -35],
        [-1, algorithm === 'ES256' ? 1 : 2],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ]);
    case 'EdDSA':
      return new Map<number, CborValue>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwk.x)],
      ]);
    case 'RS256':
      return new Map<number, CborValue>([
        [1, 3],
        [3, -257],
        [-1, bytes(jwk.n)],
        [-2, bytes(jwk.e)],
      ]);
    default:
      return algorithm satisfies never;
  }
}

function signWith(algorithm: PasskeyAlgorithm, key: KeyObject, bytes: Buffer): Buffer {
  switch (algorithm) {
    case 'ES256':
      return sign('sha256', bytes, key);
    case 'ES384':
      return sign('sha384', bytes, key);
    case 'EdDSA':
      return sign(null, bytes, key);
    case 'RS256':
      return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PADDING });
    default:
      return algorithm satisfies never;
  }
}
