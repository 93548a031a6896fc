/** `rm` for `/bin/rm` and `rm.exe`. */
export function programName(text: string): string {
  const base = text.slice(text.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
  return base === '' ? text : base;
}
