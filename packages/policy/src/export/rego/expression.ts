/** Expressions that must all hold, a line each. */
export type Body = string;

export function all(bodies: readonly Body[]): Body {
  const lines = bodies.filter((body) => body !== 'true');
  return lines.length === 0 ? 'true' : lines.join('\n');
}

/** Rego has no `or` inside a body: alternatives are a function of one argument with several bodies. */
export class Functions {
  readonly #definitions: string[] = [];

  get text(): string {
    return this.#definitions.join('\n\n');
  }

  any(bodies: readonly Body[]): Body {
    const [only] = bodies;
    if (bodies.includes('true')) return 'true';
    return bodies.length === 1 && only !== undefined ? only : this.of('resource', bodies)('resource');
  }

  not(body: Body): Body {
    return `not ${this.of('resource', [body])('resource')}`;
  }

  /** What calls the function. */
  of(parameter: string, bodies: readonly Body[]): (argument: string) => string {
    const name = `condition_${this.#definitions.length}`;
    this.#definitions.push(bodies.map((body) => clause(`${name}(${parameter})`, body)).join('\n\n'));
    return (argument) => `${name}(${argument})`;
  }
}

export function clause(head: string, body: Body): string {
  return `${head} if {\n${body.replaceAll(/^/gm, '\t')}\n}`;
}
