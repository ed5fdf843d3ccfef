import type { SessionId } from '../id/id.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store, Transcript } from '../ports/store.ts';
import type { EntryRecord } from '../session/entry.ts';

/** What may be kept in all, in UTF-16 units of JSON; an entry counts as this much more. */
const MAX_UNITS = 8_000_000;
const UNITS_PER_ENTRY = 500;
/** A session that nobody talked in for this long is read again when somebody does. */
const IDLE_MS = 30_000;

type Kept = { readonly entries: readonly EntryRecord[]; readonly units: number; usedAt: number };

/**
 * Keeps the transcripts of sessions in use, so that a turn reads what is new and not the whole
 * session again. The store stays the truth: every load asks it whether what is kept is still the
 * beginning of the path.
 */
export class TranscriptCache {
  readonly #store: Store;
  readonly #clock: Clock;
  /** The least recently used session comes first. */
  readonly #kept = new Map<SessionId, Kept>();
  #units = 0;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async load(sessionId: SessionId): Promise<Transcript> {
    const kept = this.#kept.get(sessionId);
    const transcript = await this.#store.loadTranscript(sessionId, kept?.entries.at(-1));
    const before = kept && transcript.continues ? kept : { entries: [], units: 0 };
    const entries = [...before.entries, ...transcript.entries];
    this.#drop(sessionId);
    this.#keep(sessionId, entries, before.units + unitsOf(transcript.entries));
    return { ...transcript, entries };
  }

  /** Lets go of the sessions that nobody uses any more. */
  forgetIdle(): void {
    const now = this.#clock.monotonic();
    for (const [sessionId, { usedAt }] of this.#kept) {
      if (now - usedAt < IDLE_MS) return;
      this.#drop(sessionId);
    }
  }

  #keep(sessionId: SessionId, entries: readonly EntryRecord[], units: number): void {
    this.#kept.set(sessionId, { entries, units, usedAt: this.#clock.monotonic() });
    this.#units += units;
    for (const oldest of this.#kept.keys()) {
      if (this.#units <= MAX_UNITS) return;
      this.#drop(oldest);
    }
  }

  #drop(sessionId: SessionId): void {
    this.#units -= this.#kept.get(sessionId)?.units ?? 0;
    this.#kept.delete(sessionId);
  }
}

function unitsOf(entries: readonly EntryRecord[]): number {
  return entries.reduce(
    (sum, { content }) => sum + UNITS_PER_ENTRY + JSON.stringify(content).length,
    0,
  );
}
