/** The key under which a path of this line is remembered. */
export const fileName = (path: string): string => path.replace(/^(?:\.\/)+/, '');
