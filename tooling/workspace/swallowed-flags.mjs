/**
 * Without `--` npm takes the flags of `npm start` for its own: `--port 9999` arrives as `9999`, and `--port=9999` does not
 * arrive at all. What to type instead; undefined when nothing was taken.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string | undefined}
 */
export function swallowedFlags(args, environment) {
  const ownEnd = args.findIndex((argument) => argument.startsWith('-'));
  // `serve` takes flags only, so a bare word is the value of a flag that npm kept.
  const values = ownEnd === -1 ? [...args] : args.slice(0, ownEnd);
  const flags = ['host', 'port', 'gateway-port', 'only', 'home'].flatMap((flag) => {
    const value = environment[`npm_config_${flag.replaceAll('-', '_')}`];
    return value === undefined ? [] : [{ flag, value }];
  });
  if (values.length === 0 && flags.length === 0) return undefined;
  const isCertain = flags.filter(({ value }) => value === 'true').length === 1 && values.length === 1;
  const typed = flags.map(({ flag, value }) => {
    if (value !== 'true') return `--${flag} ${value}`;
    return `--${flag} ${isCertain ? values[0] : flag.replace(/.*-/, '').toUpperCase()}`;
  });
  const kept = ownEnd === -1 ? [] : args.slice(ownEnd);
  return ['npm start --', ...(typed.length === 0 ? ['--FLAG VALUE'] : typed), ...kept].join(' ');
}
