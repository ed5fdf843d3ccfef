/**
 * The names under which clients sent the messages that wait in each lane, so that the entry a message
 * becomes can be told together with its name. Lanes are first in, first out; what joins a run says
 * its name itself.
 */
export class WaitingNames {
  readonly #waiting = new Map<string, (string | null)[]>();
  readonly #next = new Map<string, string | null>();

  /** A message waits in the lane. */
  wait(sessionKey: string, name: string | null): void {
    const lane = this.#waiting.get(sessionKey);
    if (lane) lane.push(name);
    else this.#waiting.set(sessionKey, [name]);
  }

  /** The next entry of a user is the message of this name: it begins a run or joined one. */
  expect(sessionKey: string, name: string | null): void {
    this.#next.set(sessionKey, name);
    this.leave(sessionKey, name);
  }

  /** The message of this name waits no more. */
  leave(sessionKey: string, name: string | null): void {
    const lane = this.#waiting.get(sessionKey);
    const place = lane?.indexOf(name) ?? -1;
    if (place >= 0) lane!.splice(place, 1);
    if (lane?.length === 0) this.#waiting.delete(sessionKey);
  }

  /** The name of the message that this entry of a user is; null where it has none. */
  take(sessionKey: string): string | null {
    const expected = this.#next.get(sessionKey);
    if (this.#next.delete(sessionKey)) return expected ?? null;
    const lane = this.#waiting.get(sessionKey);
    const name = lane?.shift() ?? null;
    if (lane?.length === 0) this.#waiting.delete(sessionKey);
    return name;
  }
}
