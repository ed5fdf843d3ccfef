import type { Settings } from '@coderclaw/config';
import type { FileLimits } from '@coderclaw/core';

/** How much files may take, as the configuration says it now. */
export function configuredLimits(config: { readonly settings: Settings }): FileLimits {
  return {
    get totalBytes() {
      return config.settings.media.totalBytes;
    },
    get dailyBytes() {
      return config.settings.media.dailyBytes;
    },
  };
}
