import { Client, type Transport } from '@modelcontextprotocol/client';

/**
 * Hears for a client that speaks `initialize`, and cannot subscribe over HTTP, when a gateway's tools change: by a
 * subscription of the later era.
 */
export class ToolWatch {
  readonly #transport: () => Transport;
  readonly #changed: () => void;
  #client: Client | undefined;
  #hasGap = false;

  constructor(transport: () => Transport, changed: () => void) {
    this.#transport = transport;
    this.#changed = changed;
  }

  /** Subscribes unless it has. What could have been missed since an earlier subscription broke counts as a change. */
  begin(): void {
    if (this.#client !== undefined) return;
    const client = new Client(
      { name: 'zoqore-relay', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    );
    client.setNotificationHandler('notifications/tools/list_changed', () => this.#changed());
    this.#client = client;
    // A gateway that is away says so to the client's own messages; the next of them begins anew.
    void this.#watch(client)
      .catch(() => undefined)
      .finally(() => {
        this.#client = undefined;
        void client.close();
      });
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  async #watch(client: Client): Promise<void> {
    await client.connect(this.#transport());
    const subscription = await client.listen({ toolsListChanged: true });
    if (this.#hasGap) this.#changed();
    this.#hasGap = true;
    await subscription.closed;
  }
}
