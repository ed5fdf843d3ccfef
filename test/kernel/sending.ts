import { RecordingChannel, type ScriptedSend } from '@coderclaw/core/testing';
import type { KernelWorld, WorldOptions } from './kernel-world.ts';

export const BUSY = { kind: 'unsent', error: 'busy', retryable: true } as const;
export const LOST = { kind: 'unknown', error: 'the answer was lost' } as const;
/** The line that the person gets when the fate of a reply is unknown. */
export const NOTICE =
  'A reply to this conversation may not have arrived. Write /resend to have it sent again.';

/** Each run answers with the text it was asked. */
export const ECHO: WorldOptions['script'] = ({ transcript }) => {
  const asked = transcript.at(-1)?.content;
  const block = asked?.role === 'user' ? asked.blocks[0] : undefined;
  return [{ kind: 'say', text: block?.type === 'text' ? block.text : '' }];
};

/** A world whose platform ends its first sends as scripted. */
export function sending(...script: readonly ScriptedSend[]): WorldOptions {
  return { script: ECHO, channel: () => new RecordingChannel({}, script) };
}

/** `kind state` of every delivery, oldest first. */
export async function statesOf(world: KernelWorld) {
  const deliveries = await world.truth.listDeliveries({ limit: 100 });
  return deliveries.map(({ kind, state }) => `${kind} ${state}`).toReversed();
}
