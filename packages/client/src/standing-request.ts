/**
 * What a connection was asked to send until further notice. A new connection knows nothing of it, so
 * it is asked again.
 */
export class StandingRequests {
  readonly #standing = new Map<string, { readonly method: string; readonly params: unknown }>();

  note(method: string, params: unknown): void {
    const { key = '' } = (params ?? {}) as { readonly key?: string };
    if (method === 'sessions.subscribe' || method === 'sessions.messages.subscribe') {
      this.#standing.set(`${method} ${key}`, { method, params });
    } else if (method === 'sessions.unsubscribe' || method === 'sessions.messages.unsubscribe') {
      this.#standing.delete(`${method.replace('.unsubscribe', '.subscribe')} ${key}`);
    }
  }

  sendAll(send: (method: string, params: unknown) => Promise<unknown>): void {
    for (const { method, params } of this.#standing.values()) {
      send(method, params).catch(() => {
        // Ignored: it was accepted once; if this connection is lost too, the next one asks again.
      });
    }
  }
}
