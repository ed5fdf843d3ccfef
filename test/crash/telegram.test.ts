import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Script, startScriptedModelServer } from '@coderclaw/agent/testing';
import {
  type BotApiServer,
  document,
  type Person,
  startBotApiServer,
} from '@coderclaw/channel-telegram/testing';
import type { Boundary } from '@coderclaw/core';
import { WireClient } from '../e2e/world/wire-client.ts';
import { CrashingGateway } from './world/crashing-gateway.ts';

/** Around what passes between the gateway and the platform. */
const BOUNDARIES: readonly Boundary[] = [
  'accept.commit:before',
  'accept.commit:after',
  'attachment.fetch:after',
  'preview.commit:after',
  'preview.edit:before',
  'settle.commit:after',
  'part-sending.commit:before',
  'part-sending.commit:after',
  'part.send:before',
  'part.send:after',
  'part-outcome.commit:before',
  'part-outcome.commit:after',
];
/** Around what passes when an album comes. */
const OF_ALBUMS: readonly Boundary[] = [
  'piece.commit:before',
  'piece.commit:after',
  'album.commit:before',
  'album.commit:after',
];
const PATIENCE_MS = 30_000;

/** Answers at once, and Eve so slowly that she sees it being written. */
const REPEAT: Script = ({ messages }) => {
  const said = /\w+ in round \d+/u.exec(
    messages.findLast(({ role }) => role === 'user')?.text ?? '',
  )?.[0];
  const isSlow = said?.startsWith('Eve') === true;
  return { text: answerTo(said), ...(isSlow && { chunkLength: 4, chunkDelayMs: 50 }) };
};

const answerTo = (said = '') => `you said ${said}, and that is all of it`;

type Said = { readonly person: Person; readonly text: string };

/** A home, a bot's platform and a model that outlive the gateways which are killed between them. */
class TelegramCrashWorld {
  readonly server: BotApiServer;
  readonly #root: string;
  readonly #said: Said[] = [];
  readonly #clockScale: number | undefined;
  #gateway!: CrashingGateway;
  #client: WireClient | undefined;

  /** `clockScale` as the process takes it. */
  constructor(server: BotApiServer, modelUrl: string, clockScale?: number) {
    this.server = server;
    this.#clockScale = clockScale;
    this.#root = mkdtempSync(join(tmpdir(), 'coderclaw-telegram-'));
    mkdirSync(join(this.#root, 'home', 'workspace'), { recursive: true, mode: 0o700 });
    const config = {
      agents: { defaults: { model: { primary: 'scripted/m' } } },
      models: {
        scripted: {
          apiKey: 'scripted',
          baseUrl: modelUrl,
          api: 'openai-completions',
          models: ['m'],
        },
      },
      channels: {
        telegram: { botToken: server.token, apiRoot: server.apiRoot, dmPolicy: 'open' },
      },
    };
    const file = join(this.#root, 'home', 'coderclaw.yaml');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  }

  /** Three people write, one of them with a file. */
  speak(round: number): void {
    for (const [index, name] of ['Ann', 'Bob', 'Eve'].entries()) {
      const person = this.server.person(name);
      const text = `${name} in round ${round}`;
      this.#said.push({ person, text });
      if (index < 2) person.writes(text);
      else person.sends(document({ bytes: Buffer.from(text), caption: text }));
    }
  }

  /** Fay sends an album of three files. */
  sendAlbum(round: number): void {
    const person = this.server.person('Fay');
    const text = `Fay in round ${round}`;
    this.#said.push({ person, text });
    person.album().sends(document({ caption: text }), document(), document());
  }

  async start(): Promise<void> {
    const clockScale = this.#clockScale;
    this.#gateway = new CrashingGateway({
      root: this.#root,
      epoch: Date.now(),
      ...(clockScale !== undefined && { clockScale }),
    });
    const url = await this.#gateway.ready();
    assert.ok(url, 'the gateway did not start; see output.log');
    this.#client = new WireClient(url);
    const token = readFileSync(join(this.#root, 'home', 'token'), 'utf8').trim();
    await this.#client.connect({ auth: { token } });
  }

  /** Dies at the first time, or another, that the boundary is reached because of that. */
  async dieAt(boundary: Boundary, because: () => void, nth = 1): Promise<void> {
    await this.#gateway.arm({ boundary, nth });
    because();
    const ended = await Promise.race([
      this.#gateway.ended,
      sleep(PATIENCE_MS, 'never' as const, { ref: false }),
    ]);
    assert.equal(ended, 'SIGKILL', `${boundary} was not reached`);
    await this.#client?.close();
  }

  /** Resolves when each message has its answer, or an answer of which nobody knows whether it arrived. */
  async settle(): Promise<void> {
    for (let waited = 0; ; waited += 20) {
      const unknown = await this.#textsOf('unknown');
      const pending = [...(await this.#textsOf('pending')), ...(await this.#textsOf('sending'))];
      const open = this.#said.filter(
        (said) => this.#answersTo(said) === 0 && !unknown.includes(answerTo(said.text)),
      );
      if (open.length === 0 && pending.length === 0) return;
      if (waited > PATIENCE_MS)
        throw new Error(
          `unanswered: ${String(open.map(({ text }) => text))}; pending: ${String(pending)}`,
        );
      await sleep(20);
    }
  }

  /** Nothing was lost and nothing came twice. Returns how many answers nobody knows of. */
  async check(): Promise<number> {
    const unknown = await this.#textsOf('unknown');
    for (const said of this.#said) {
      const count = this.#answersTo(said);
      const isUnknown = unknown.includes(answerTo(said.text));
      assert.ok(count === 1 || (count === 0 && isUnknown), `${said.text}: ${count} answers`);
    }
    assert.deepEqual(await this.#textsOf('failed'), []);
    await this.server.until(() => this.server.waitingUpdates.length === 0);
    return unknown.length;
  }

  async stop(): Promise<void> {
    await this.#client?.close();
    this.#gateway.kill('SIGTERM');
    await this.#gateway.ended;
    assert.equal(this.#gateway.exitCode, 0, 'the stop failed');
  }

  /** Whatever became of it. */
  async end(): Promise<void> {
    await this.#client?.close();
    this.#gateway.kill('SIGKILL');
    await this.#gateway.ended;
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  #answersTo({ person, text }: Said): number {
    return this.server.posts.filter(
      (post) => post.chatId === person.id && post.text === answerTo(text),
    ).length;
  }

  async #textsOf(state: 'unknown' | 'failed' | 'pending' | 'sending'): Promise<readonly string[]> {
    const { deliveries } = await this.#client!.request('deliveries.list', { state, limit: 500 });
    return deliveries.flatMap(({ parts }) => parts.map(({ text }) => text));
  }
}

test('a gateway that is killed between Telegram and its store loses nothing and repeats nothing', async (t) => {
  const server = await startBotApiServer({ floodControl: 'off' });
  t.after(() => server.stop());
  const model = await startScriptedModelServer(REPEAT);
  t.after(() => model.close());
  const world = new TelegramCrashWorld(server, model.openaiUrl);
  await world.start();
  t.after(() => world.end());
  for (const [round, boundary] of BOUNDARIES.entries()) {
    await world.dieAt(boundary, () => world.speak(round));
    await world.start();
    await world.settle();
  }
  const unknown = await world.check();
  // Only what was being sent when it died: at most the three answers of a round.
  assert.ok(unknown > 0 && unknown <= (3 * BOUNDARIES.length) / 2, `${unknown} unknown`);
  await world.stop();
});

test('a gateway that is killed between the pieces of an album makes one message of it', async (t) => {
  const server = await startBotApiServer({ floodControl: 'off' });
  t.after(() => server.stop());
  const model = await startScriptedModelServer(REPEAT);
  t.after(() => model.close());
  // How long a process takes to start is no longer than it is: the rest of the album is waited for meanwhile.
  const world = new TelegramCrashWorld(server, model.openaiUrl, 1);
  await world.start();
  t.after(() => world.end());
  for (const [round, boundary] of OF_ALBUMS.entries()) {
    // The first piece is kept by then, and the others are not.
    const nth = boundary === 'piece.commit:before' ? 2 : 1;
    await world.dieAt(boundary, () => world.sendAlbum(round), nth);
    await world.start();
    await world.settle();
  }
  assert.equal(await world.check(), 0);
  // A piece that had become a message of its own would have been answered.
  assert.equal(server.posts.length, OF_ALBUMS.length);
  await world.stop();
});
