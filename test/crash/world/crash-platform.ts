import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeChannel, FakePlatform, type PlatformMessage } from '@coderclaw/channel-kit/fake';
import type { SendIdempotency } from '@coderclaw/core';
import { SeededRandom } from '@coderclaw/core/testing';
import { LOST_MARK } from './plan.ts';

/** One platform for each way in which sends can be repeated. */
export const KINDS: readonly SendIdempotency[] = ['none', 'key', 'lookup'];

export function channelName(kind: SendIdempotency): string {
  return `fake-${kind}`;
}

/** What outlives a killed gateway: what people wrote, and what the platform did. */
export function platformFiles(root: string, kind: SendIdempotency) {
  return { inbox: join(root, `${kind}.inbox`), ledger: join(root, `${kind}.ledger`) };
}

export function appendInbox(file: string, message: PlatformMessage): void {
  appendFileSync(file, `${JSON.stringify(message)}\n`);
}

function readInbox(file: string): PlatformMessage[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as PlatformMessage);
}

/** A part holds this much, so that an answer of a few words has several. */
const MAX_TEXT_UNITS = 40;
const FAULTS = ['rate-limited', 'unavailable', 'unreachable', 'lost-answer'] as const;

/** A platform whose inbox is a file that another process appends to. */
export class CrashPlatform extends FakePlatform {
  readonly channel: FakeChannel;
  readonly #inbox: string;
  readonly #random: SeededRandom | undefined;
  #received = 0;

  /** With `faultSeed`, every fourth call fails in one way or another. */
  constructor(root: string, kind: SendIdempotency, faultSeed?: number) {
    const { inbox, ledger } = platformFiles(root, kind);
    super({ ledgerFile: ledger });
    this.#inbox = inbox;
    this.#random = faultSeed === undefined ? undefined : new SeededRandom(faultSeed);
    const own = { idempotency: kind, maxTextUnits: MAX_TEXT_UNITS };
    this.channel = new FakeChannel(this, own, channelName(kind));
  }

  /** Takes in what was written since it last looked. */
  lookAtInbox(): void {
    const messages = readInbox(this.#inbox);
    for (const message of messages.slice(this.#received)) this.receive(message);
    this.#received = messages.length;
  }

  override post(...call: Parameters<FakePlatform['post']>): Promise<string> {
    const [part] = call;
    const text = part.content.kind === 'file' ? part.content.file.name : part.content.text;
    const posted = this.posts.some((post) => post.text === text);
    if (text.includes(LOST_MARK) && !posted) this.script('lost-answer');
    else if (this.#random && this.#random.next() < 0.25)
      this.script(FAULTS[Math.floor(this.#random.next() * FAULTS.length)]!);
    return super.post(...call);
  }
}
