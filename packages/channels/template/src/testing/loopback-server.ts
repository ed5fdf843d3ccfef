import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { PlatformEvent, Post } from '../platform-api.ts';

/** How a post goes wrong: refused with that status, done without an answer, or never answered. */
export type Fault = number | 'lost-answer' | 'hang';

export const ME = { id: 'bot-1', name: 'Claw', link: 'http://platform.example/claw' };
const RETRY_AFTER_SECONDS = '2';

/** The platform as far as the adapter can tell: its own protocol, on loopback, with all that goes wrong. */
export class LoopbackServer {
  readonly posts: (Post & { readonly id: string })[] = [];
  /** Events that are not acknowledged, oldest first. */
  waiting: PlatformEvent[] = [];
  token: string | null = 'right';
  /** Of the next posts, one each. */
  readonly faults: Fault[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  /** Calls for events that are held open. */
  readonly #held = new Set<ServerResponse>();
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens; after an outage, on the same port. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection and refuses new ones. What waits goes on waiting. */
  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  /** From now on nobody is logged in, whoever waits for events included. */
  revoke(): void {
    this.token = null;
    this.#release(401, 'who are you?');
  }

  /** Something happens: whoever waits for events is answered. */
  tell(event: PlatformEvent): void {
    this.waiting.push(event);
    this.#release(200, this.waiting);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await readText(request);
    const [, place, id = ''] = url.split('/');
    const call = `${method} ${place}`;
    if (headers.authorization !== `Bearer ${this.token}`) send(response, 401, 'who are you?');
    else if (call === 'GET me') send(response, 200, ME);
    else if (call === 'GET events') this.#hold(response);
    else if (call === 'DELETE events') {
      this.waiting = this.waiting.filter((event) => event.id !== decodeURIComponent(id));
      send(response, 200, {});
    } else if (call === 'POST messages') this.#post(JSON.parse(body) as Post, response);
    else send(response, 404, 'no such method');
  }

  #hold(response: ServerResponse): void {
    this.#held.add(response);
    response.on('close', () => this.#held.delete(response));
    if (this.waiting.length > 0) this.#release(200, this.waiting);
  }

  #release(status: number, body: unknown): void {
    for (const response of this.#held) send(response, status, body);
    this.#held.clear();
  }

  #post(post: Post, response: ServerResponse): void {
    const fault = this.faults.shift();
    if (fault === 'hang') return;
    if (typeof fault === 'number') {
      send(response, fault, 'as it was told to');
      return;
    }
    const known = this.posts.find(({ key }) => key === post.key);
    const posted = known ?? { ...post, id: `post-${this.posts.length + 1}` };
    if (!known) this.posts.push(posted);
    if (fault === 'lost-answer') response.destroy();
    else send(response, 200, { id: posted.id });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const headers = status === 429 ? { 'retry-after': RETRY_AFTER_SECONDS } : {};
  response.writeHead(status, headers).end(JSON.stringify(body));
}
