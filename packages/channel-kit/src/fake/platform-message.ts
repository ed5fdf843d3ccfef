import type { ConversationRef, InboundEvent, InboundFile } from '@coderclaw/core';
import { formatKey } from '../event-key.ts';

/** What somebody did on the platform; a message, unless it says otherwise. */
export type PlatformMessage = {
  /** Of the message; of anything else, of the message that it is about. */
  readonly id: string;
  readonly conversation: string;
  readonly from: string;
  /** What was written, the emoji of a reaction, the value of a button, the address that a conversation moved to. */
  readonly text: string;
  /** Tells things apart that happen to one message. Alone, it marks an edit. */
  readonly version?: number;
  readonly kind?: 'delete' | 'reaction' | 'action' | 'moved';
  /** Where it is, if not in a direct conversation. */
  readonly place?: Omit<ConversationRef, 'address'>;
  readonly addressed?: InboundEvent['addressed'];
  /** Our message that it answers, and what that says. */
  readonly quote?: string;
  readonly files?: readonly InboundFile[];
  readonly unsupported?: string;
  /** Of a piece of an album: its name. */
  readonly album?: string;
};

/** What the platform knows an event by. */
export function keyOfMessage({
  conversation,
  id,
  version,
  kind,
}: Pick<PlatformMessage, 'conversation' | 'id' | 'version' | 'kind'>): string {
  return formatKey([conversation, id, kind ?? '', version === undefined ? '' : String(version)]);
}
