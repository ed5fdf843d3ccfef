import type { SocketServer } from './socket-server.ts';

/**
 * The WebSockets of a gateway that takes messages. What only they need, the library and every method, is a
 * seventh of all code: it is loaded with the first of them, and not before the gateway is ready.
 */
export class Sockets {
  readonly #open: () => Promise<SocketServer>;
  #server: Promise<SocketServer> | null = null;

  constructor(open: () => Promise<SocketServer>) {
    this.#open = open;
  }

  /** Rejects when the code can not be loaded. */
  server(): Promise<SocketServer> {
    this.#server ??= this.#open();
    return this.#server;
  }

  /** Tells everyone, then closes every socket. */
  async close(reason: string): Promise<void> {
    (await this.#opened())?.close(reason);
  }

  /** Ends every socket that is still open. */
  async cut(): Promise<void> {
    (await this.#opened())?.cut();
  }

  async #opened(): Promise<SocketServer | null> {
    // Where it could not be loaded there is none to close; whoever came for one was told.
    return this.#server?.catch(() => null) ?? null;
  }
}
