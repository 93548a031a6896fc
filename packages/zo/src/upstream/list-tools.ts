import type { Client, RequestOptions, Tool } from '@modelcontextprotocol/client';

/** Of one listing: far more than a model can choose from, and little enough to hold, to pin and to hand on. */
const MAX_TOOLS = 1_024;
const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_PAGES = 64;

export interface ListedTools {
  readonly tools: readonly Tool[];
  /** How many more the server named on the page that was the last to be read, at least one when it had another. */
  readonly beyond: number;
}

/** The tools of a server page by page, as far as a listing goes: 1,024 of them, 4 Mi characters of JSON, 64 pages. */
export async function listTools(client: Client, options: RequestOptions): Promise<ListedTools> {
  const tools: Tool[] = [];
  let characters = 0;
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    // `client.listTools` holds every page before it hands on the first.
    const listed = await client.request({ method: 'tools/list', params }, options);
    for (const [index, tool] of listed.tools.entries()) {
      characters += JSON.stringify(tool).length;
      if (tools.length >= MAX_TOOLS || characters > MAX_CHARACTERS) {
        return { tools, beyond: listed.tools.length - index };
      }
      tools.push(tool);
    }
    cursor = listed.nextCursor;
    if (cursor === undefined) return { tools, beyond: 0 };
    if (page >= MAX_PAGES || tools.length >= MAX_TOOLS) return { tools, beyond: 1 };
  }
}
