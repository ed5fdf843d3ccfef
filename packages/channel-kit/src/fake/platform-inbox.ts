import type { ChannelError } from '../channel-error.ts';
import type { PlatformMessage } from './platform-message.ts';

/** A login that reads. */
export type Reader = {
  /** Resolves when the platform may forget the message. */
  take(message: PlatformMessage): Promise<void>;
  /** Nothing is read any more, until it connects again. */
  lost(error: ChannelError): void;
};

type Connection = { readonly reader: Reader; readonly ended: PromiseWithResolvers<never> };

/** How often in a row a message is offered that nobody takes. */
const MAX_OFFERS = 100;

/** What waits for a bot: offered oldest first, one at a time, until it is taken; also to a later reader. */
export class PlatformInbox {
  readonly #waiting: PlatformMessage[] = [];
  readonly #connections = new Set<Connection>();
  readonly #acknowledge: (message: PlatformMessage) => void;
  #isOffering = false;
  #offering: Promise<void> = Promise.resolve();
  #refused = 0;

  constructor(acknowledge: (message: PlatformMessage) => void) {
    this.#acknowledge = acknowledge;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** How often an offered message was not taken. */
  get refused(): number {
    return this.#refused;
  }

  put(message: PlatformMessage): void {
    this.#waiting.push(message);
    this.#offer();
  }

  /** Resolves when nothing is being offered. */
  async settled(): Promise<void> {
    while (this.#isOffering) await this.#offering;
  }

  /** Returns how to stop. */
  connect(reader: Reader): () => void {
    const connection: Connection = { reader, ended: Promise.withResolvers() };
    // Ignored: whether anybody waits for the end of a connection is their affair.
    connection.ended.promise.catch(() => {});
    this.#connections.add(connection);
    this.#offer();
    return () => this.#end(connection);
  }

  /** Breaks every connection. */
  disconnect(error: ChannelError): void {
    for (const connection of this.#connections) {
      this.#end(connection);
      connection.reader.lost(error);
    }
  }

  #end(connection: Connection): void {
    this.#connections.delete(connection);
    connection.ended.reject(new Error('the connection ended'));
  }

  #offer(): void {
    if (this.#isOffering) return;
    this.#isOffering = true;
    this.#offering = this.#offerAll();
  }

  async #offerAll(): Promise<void> {
    for (let offers = 0; offers < MAX_OFFERS; ) {
      const [message] = this.#waiting;
      const [connection] = this.#connections;
      if (!message || !connection) break;
      try {
        await Promise.race([connection.reader.take(message), connection.ended.promise]);
      } catch {
        // Ignored: a message that was not taken is offered again, which is all a platform does.
        this.#refused += 1;
        offers += 1;
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      this.#waiting.shift();
      this.#acknowledge(message);
    }
    // At once with the last look, so that whoever comes next begins anew.
    this.#isOffering = false;
  }
}
