import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ChannelAccount } from '@coderclaw/channel-kit';

/** The gateway's side of a webhook: hands what is posted to the account that is open now. */
export class WebhookFront {
  readonly #server: Server;
  #account: ChannelAccount | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<WebhookFront> {
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      const answer = await front.#account?.webhook?.({ headers: request.headers, body });
      response.writeHead(answer?.status ?? 404).end();
    });
    const front = new WebhookFront(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  serve(account: ChannelAccount): void {
    this.#account = account;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
