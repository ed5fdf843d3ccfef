import type { AccountRef } from '@coderclaw/core';
import { OWNERS, type Roster } from '../connection/roster.ts';

/** Tells the owner that an account's places, or who answers in them, are to be looked at anew. */
export function tellPlaces(roster: Roster, { channel, account }: AccountRef): void {
  roster.broadcast('channels.changed', { channel, account }, OWNERS);
}
