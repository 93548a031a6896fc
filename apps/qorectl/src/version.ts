declare const QORECTL_VERSION: string;

/** Version of this program, put in by the build. */
export const version: string = typeof QORECTL_VERSION === 'string' ? QORECTL_VERSION : '0.0.0-source';
