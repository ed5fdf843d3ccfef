import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeChannel, FakePlatform, type PlatformMessage } from '@coderclaw/channel-kit/fake';
import type { PartContent, SendIdempotency } from '@coderclaw/core';
import { SeededRandom } from '@coderclaw/core/testing';
import { LOST_MARK } from './plan.ts';
import { bytesOfFile, isMissing } from './sent-file.ts';

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

/** Shows answers while they are written, and carries files in both directions. */
const CAN = {
  // So that an answer of a few words has several parts.
  maxTextUnits: 40,
  edits: true,
  streaming: true,
  // The scene waits for what is shown.
  previewIntervalMs: { direct: 200, shared: 200 },
  reactions: true,
  attachments: true,
  maxFileBytes: 1_000,
} as const;
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
    this.channel = new FakeChannel(this, { ...CAN, idempotency: kind }, channelName(kind));
  }

  /** Takes in what was written since it last looked. */
  lookAtInbox(): void {
    const messages = readInbox(this.#inbox);
    for (const message of messages.slice(this.#received)) this.receive(message);
    this.#received = messages.length;
  }

  override post(...call: Parameters<FakePlatform['post']>): Promise<string> {
    const text = textOf(call[0].content);
    const isThere = this.ledger.some((done) => done.type !== 'acknowledged' && done.text === text);
    if (text.includes(LOST_MARK) && !isThere) this.script('lost-answer');
    else if (this.#fails()) this.script(FAULTS[Math.floor(this.#random!.next() * FAULTS.length)]!);
    return super.post(...call);
  }

  override download(...call: Parameters<FakePlatform['download']>) {
    const [sourceRef] = call;
    if (this.#fails()) this.scriptCall('download', 'unavailable');
    if (!isMissing(sourceRef)) this.files.set(sourceRef, bytesOfFile(sourceRef));
    return super.download(...call);
  }

  #fails(): boolean {
    return this.#random !== undefined && this.#random.next() < 0.25;
  }
}

function textOf(content: PartContent): string {
  return content.kind === 'file' ? content.file.name : content.text;
}
