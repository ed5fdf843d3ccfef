import type { TestContext } from 'node:test';
import type { ConversationRef } from '@coderclaw/core';
import type { Capabilities } from '../capabilities.ts';
import type { PlatformDriver } from './harness.ts';
import { type StartSubject, startWorld, type World } from './world.ts';

/** A world whose channel calls the platform. */
export type PushWorld = {
  readonly world: World;
  readonly platform: PlatformDriver;
  /** Ann's conversation with us. */
  readonly place: ConversationRef;
  readonly capabilities: Capabilities;
};

/** Starts one, in which Ann said hello. Skips the test where the channel's clients fetch. */
export async function startPush(
  t: TestContext,
  start: StartSubject,
): Promise<PushWorld | undefined> {
  const world = await startWorld(t, start);
  const { capabilities } = world.account;
  if (capabilities.transport === 'pull') {
    t.skip('its clients fetch');
    return undefined;
  }
  return { world, capabilities, platform: world.platform, place: await world.meet('ann') };
}

/** Starts one if the channel has that flag, as `wanted` says; skips the test if it is otherwise. */
export async function startWith(
  t: TestContext,
  start: StartSubject,
  flag: 'edits' | 'streaming' | 'attachments' | 'buttons' | 'typing' | 'reactions',
  wanted = true,
): Promise<PushWorld | undefined> {
  const push = await startPush(t, start);
  if (!push || push.capabilities[flag] === wanted) return push;
  t.skip(`${flag} is ${String(!wanted)}`);
  return undefined;
}
