import type { Problem } from '../envelope.ts';
import { excerpt, neutralise } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { wrap } from './width.ts';

const mostIssues = 20;

/** What happened with its code, the issues if there are any, and what to type next. */
export function problemText(screen: Screen, problem: Problem): readonly string[] {
  const [first = '', ...more] = wrap(`${neutralise(problem.message)} (${problem.code})`, screen.columns - 7);
  return [
    `${screen.paint('bad', 'error:')} ${first}`,
    ...more.map((line) => `       ${line}`),
    ...issues(problem).flatMap((line) =>
      wrap(line, screen.columns - 4).map((text, i) => `${i === 0 ? '  ' : '    '}${text}`),
    ),
    ...(problem.hint === undefined
      ? []
      : wrap(screen.asTyped(neutralise(problem.hint)), screen.columns - 4).map(
          (line, i) => `${i === 0 ? '  → ' : '    '}${line}`,
        )),
  ];
}

/** `line:column path: message` for each issue of a refused policy, configuration or request. */
function issues({ message: told, details }: Problem): readonly string[] {
  const value: unknown = details?.['issues'];
  if (!Array.isArray(value) || value.length === 0) return [];
  const lines = value.slice(0, mostIssues).map((issue: unknown) => {
    const { line, column, path, message, suggestion } = Object(issue) as Record<string, unknown>;
    const at = typeof line === 'number' ? `${line}${typeof column === 'number' ? `:${column}` : ''} ` : '';
    const where = Array.isArray(path) ? path.join('.') : typeof path === 'string' ? path : '';
    const isSuggested = typeof suggestion === 'string' && !String(message).includes('did you mean');
    const hint = isSuggested ? ` (did you mean ${suggestion}?)` : '';
    // The one issue that the message has named already.
    if (value.length === 1 && hint === '' && at !== '' && told.endsWith(`: ${String(message)}`)) return '';
    return excerpt(`${at}${where === '' ? '' : `${where}: `}${String(message)}${hint}`, 300);
  });
  const shown = lines.filter((line) => line !== '');
  return value.length > mostIssues ? [...shown, `and ${value.length - mostIssues} more`] : shown;
}
