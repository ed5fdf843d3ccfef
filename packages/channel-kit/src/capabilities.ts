import { type Capabilities, DEFAULT_CAPABILITIES } from '@coderclaw/core';

export { type Capabilities, DEFAULT_CAPABILITIES };

/** A channel's own flags over the defaults. */
export function withDefaults(own: Partial<Capabilities>): Capabilities {
  return { ...DEFAULT_CAPABILITIES, ...own };
}
