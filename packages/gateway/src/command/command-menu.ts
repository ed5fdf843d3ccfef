import type { CommandEntry } from '@coderclaw/channel-kit';
import { COMMANDS, type CommandSpec } from '@coderclaw/core';

/** What a platform shows of the commands in a menu of its own. */
export const COMMAND_MENU: readonly CommandEntry[] = COMMANDS.filter(
  ({ hidden }: CommandSpec) => !hidden,
).map(({ name, description }) => ({ name, description }));
