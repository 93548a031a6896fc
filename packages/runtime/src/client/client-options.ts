export interface ClientOptions {
  /** `http://127.0.0.1:7777`; with a `fetch` of your own, any base that it understands. */
  readonly baseUrl: string;
  readonly key: string;
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
}
