export { consistencyPath, inclusionPath, rangeRoot } from '../proof/prove.ts';
export { ledgerStoreContract } from './ledger-store-contract.ts';

export type { ContractCase, StoreUnderTest } from './ledger-store-contract.ts';
export type { TileReader } from '../proof/tile-reader.ts';
