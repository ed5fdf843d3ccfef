import type { EntryRecord, KernelEvent } from '@coderclaw/core';
import { DeltaPace } from './delta-pace.ts';

export type Delta = Extract<KernelEvent, { type: 'delta' }>;

/** Where a stream of text stood when it was last told. */
type Place = { readonly attempt: number; readonly step: number; readonly length: number };
const START: Place = { attempt: 0, step: 0, length: 0 };

/** What clients were told of one run, as far as the next telling depends on it. */
export class ToldRun {
  readonly text: DeltaPace<Delta>;
  readonly thinking: DeltaPace<Delta>;
  /** Connections that missed a part because they read too slowly: of `agent` by stream, and of `chat`. */
  readonly lagging = {
    text: new Set<string>(),
    thinking: new Set<string>(),
    chat: new Set<string>(),
  } as const;
  /** The newest answer in the transcript. */
  answer: EntryRecord | null = null;
  #chatSequence = 0;
  #agentSequence = 0;
  #places: Record<Delta['stream'], Place> = { text: START, thinking: START };

  constructor(tell: (delta: Delta) => void) {
    const sizeOf = (delta: Delta) => delta.text.length;
    this.text = new DeltaPace(tell, sizeOf);
    this.thinking = new DeltaPace(tell, sizeOf);
  }

  nextChat(): number {
    return this.#chatSequence++;
  }

  nextAgent(): number {
    return this.#agentSequence++;
  }

  /** What is new since the last telling; `replaces` when the text does not go on where that one ended. */
  advance(delta: Delta): { readonly text: string; readonly replaces: boolean } {
    const { attempt } = delta.run;
    const { step, stream, text } = delta;
    const before = this.#places[stream];
    this.#places[stream] = { attempt, step, length: text.length };
    if (before === START) return { text, replaces: false };
    const goesOn =
      before.attempt === attempt && before.step === step && before.length <= text.length;
    return goesOn ? { text: text.slice(before.length), replaces: false } : { text, replaces: true };
  }

  flush(): void {
    this.thinking.flush();
    this.text.flush();
  }
}
