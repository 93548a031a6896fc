export const modelKinds = ['risk', 'trust'] as const;

/** What decisions are made by beside the policy set, each a file of its own. */
export type ModelKind = (typeof modelKinds)[number];
