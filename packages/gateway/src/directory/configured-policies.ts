import type { Settings } from '@coderclaw/config';
import type { AccountRef, PolicyDirectory } from '@coderclaw/core';

/** Who may talk to each account, as the configuration says it now. Nobody, where something is wrong with it. */
export function configuredPolicies(config: { readonly settings: Settings }): PolicyDirectory {
  return {
    get queueMode() {
      return config.settings.queueMode;
    },
    find: ({ channel, account }: AccountRef) =>
      config.settings.channels.find(
        (one) =>
          one.channel === channel && one.account === account && one.enabled && one.problem === null,
      )?.policy,
  };
}
