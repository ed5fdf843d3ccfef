import type { SessionRow } from '@coderclaw/protocol';
import {
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from '@preact/signals';
import {
  type GatewayEvent,
  type GatewayLink,
  isConnectionLost,
  messageOf,
} from '../gateway/gateway-link.ts';

const LIMIT = 200;

/** The person's sessions, newest first, kept up to date by events. */
export class SessionList {
  readonly search: Signal<string> = signal('');
  readonly problem: Signal<string | null> = signal(null);
  /** What the list shows: all, or those that the search finds. */
  readonly rows: ReadonlySignal<readonly SessionRow[]>;
  readonly all: Signal<readonly SessionRow[]> = signal([]);

  readonly #link: GatewayLink;
  readonly #cleanUp: (() => void)[];

  constructor(link: GatewayLink) {
    this.#link = link;
    this.rows = computed(() => findRows(this.all.value, this.search.value));
    this.#cleanUp = [
      link.listen((event) => this.#apply(event)),
      effect(() => {
        if (link.state.value.kind === 'connected') untracked(() => void this.#load());
      }),
    ];
  }

  /** Makes a session and returns its key; null when the gateway refused. */
  async create(): Promise<string | null> {
    try {
      const { key } = await this.#link.request('sessions.create', {});
      return key;
    } catch (error) {
      this.problem.value = `No new session: ${messageOf(error)}`;
      return null;
    }
  }

  /** An empty label gives the session its derived title back. */
  async rename(key: string, label: string): Promise<void> {
    try {
      await this.#link.request('sessions.patch', { key, label: label.trim() || null });
    } catch (error) {
      this.problem.value = `Not renamed: ${messageOf(error)}`;
    }
  }

  /** True once the session and its transcript are gone. */
  async delete(key: string): Promise<boolean> {
    try {
      await this.#link.request('sessions.delete', { key });
      this.all.value = this.all.value.filter((row) => row.key !== key);
      return true;
    } catch (error) {
      this.problem.value = `Not deleted: ${messageOf(error)}`;
      return false;
    }
  }

  close(): void {
    for (const clean of this.#cleanUp) clean();
  }

  async #load(): Promise<void> {
    try {
      await this.#link.request('sessions.subscribe', {});
      const list = await this.#link.request('sessions.list', {
        limit: LIMIT,
        includeDerivedTitles: true,
        includeLastMessage: true,
      });
      this.all.value = sortRows(list.sessions);
      this.problem.value = null;
    } catch (error) {
      // Ignored when the connection went: the next one loads the list again.
      if (!isConnectionLost(error))
        this.problem.value = `The sessions did not load: ${messageOf(error)}`;
    }
  }

  #apply({ event, payload }: GatewayEvent): void {
    if (event !== 'sessions.changed') return;
    const others = this.all.value.filter((row) => row.key !== payload.sessionKey);
    this.all.value = payload.session ? sortRows([...others, payload.session]) : others;
  }
}

/** What a session is called: its label, its first words, or what it is. A main session may not exist yet. */
export function titleOf(
  row: SessionRow | undefined,
  isMain: boolean = row?.isMain ?? false,
): string {
  return (
    row?.label || row?.derivedTitle || row?.displayName || (isMain ? 'Main session' : 'New session')
  );
}

function sortRows(rows: readonly SessionRow[]): readonly SessionRow[] {
  return [...rows].sort((a, b) => b.updatedAt - a.updatedAt);
}

function findRows(rows: readonly SessionRow[], search: string): readonly SessionRow[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = `${titleOf(row)} ${row.lastMessagePreview ?? ''} ${row.key}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
