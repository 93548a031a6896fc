export { ledgerStoreContract } from './ledger-store-contract.ts';

export type { ContractCase, StoreUnderTest } from './ledger-store-contract.ts';
