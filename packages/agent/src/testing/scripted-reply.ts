/** What a scripted model answers to one request. Everything may be left out: that is an empty answer. */
export type ScriptedReply = {
  readonly thinking?: string;
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedCall[];
  /** Defaults to what the content asks for. */
  readonly stopReason?: 'stop' | 'length';
  /** UTF-16 units per chunk; 20 by default. */
  readonly chunkLength?: number;
  /** Waited before each chunk. */
  readonly chunkDelayMs?: number;
  readonly fault?: ScriptedFault;
};

export type ScriptedCall = {
  /** By default `call_<n>`, counted over all requests. */
  readonly id?: string;
  readonly name: string;
  readonly arguments?: { readonly [name: string]: unknown };
  /** Sent instead of `arguments`, as it stands: broken JSON, for example. */
  readonly rawArguments?: string;
};

export type ScriptedFault =
  /** Says nothing more, and notices neither abort nor hang-up. */
  | { readonly kind: 'hang'; readonly afterChunks: number }
  /** The connection ends in the middle of the answer. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'redirect'; readonly to: string };

/** What a scripted model was asked, whichever wire it came over. */
export type ScriptedRequest = {
  readonly model: string;
  readonly system: string;
  readonly tools: readonly string[];
  readonly messages: readonly ScriptedMessage[];
  /** As the API carries it: the key, for example. */
  readonly authorization?: string;
};

export type ScriptedMessage = {
  readonly role: 'user' | 'assistant' | 'tool';
  readonly text: string;
  /** Calls made by an assistant's message. */
  readonly callIds: readonly string[];
  /** The call that a tool's message answers. */
  readonly callId: string | null;
};

/** Replies in order, or one computed from each request; `index` counts requests from 0. */
export type Script =
  | readonly ScriptedReply[]
  | ((request: ScriptedRequest, index: number) => ScriptedReply);

/** A reply whose calls all have their ids. */
export type PlannedReply = Omit<ScriptedReply, 'toolCalls'> & {
  readonly toolCalls: readonly (ScriptedCall & { readonly id: string })[];
};

/** Follows a script and remembers what was asked. */
export class ScriptReader {
  readonly requests: ScriptedRequest[] = [];
  readonly #script: Script;
  readonly #remembers: boolean;
  #asked = 0;
  #calls = 0;

  constructor(script: Script, remembers = true) {
    this.#script = script;
    this.#remembers = remembers;
  }

  /** Beyond the script's end the answer says so: a test that asks once too often should see where. */
  next(request: ScriptedRequest): PlannedReply {
    const index = this.#asked;
    this.#asked += 1;
    if (this.#remembers) this.requests.push(request);
    const script = this.#script;
    const reply =
      typeof script === 'function'
        ? script(request, index)
        : (script[index] ?? { text: `no reply ${index} in the script` });
    const toolCalls = (reply.toolCalls ?? []).map((call) => {
      this.#calls += 1;
      return { ...call, id: call.id ?? `call_${this.#calls}` };
    });
    return { ...reply, toolCalls };
  }
}

/** One piece of an answer on its way. */
export type ScriptedChunk =
  | { readonly kind: 'thinking' | 'text'; readonly delta: string }
  | {
      readonly kind: 'call-start';
      readonly index: number;
      readonly id: string;
      readonly name: string;
    }
  | { readonly kind: 'call-arguments'; readonly index: number; readonly delta: string };

export function chunksOf(reply: PlannedReply): readonly ScriptedChunk[] {
  const length = reply.chunkLength ?? 20;
  const chunks: ScriptedChunk[] = [];
  for (const delta of pieces(reply.thinking ?? '', length))
    chunks.push({ kind: 'thinking', delta });
  for (const delta of pieces(reply.text ?? '', length)) chunks.push({ kind: 'text', delta });
  for (const [index, call] of reply.toolCalls.entries()) {
    chunks.push({ kind: 'call-start', index, id: call.id, name: call.name });
    const raw = call.rawArguments ?? JSON.stringify(call.arguments ?? {});
    for (const delta of pieces(raw, length)) chunks.push({ kind: 'call-arguments', index, delta });
  }
  return chunks;
}

function pieces(text: string, length: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += length) found.push(text.slice(at, at + length));
  return found;
}
