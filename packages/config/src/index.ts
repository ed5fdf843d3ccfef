// The configuration of a home: the only package that reads the environment. YAML is parsed, and
// node:sqlite loaded for the lock, when they are first needed.
export * from './config-error.ts';
export * from './edit/channel-account.ts';
export * from './edit/edit-config.ts';
export * from './edit/get-value.ts';
export * from './file/read-file.ts';
export * from './file/watch-config.ts';
export * from './home/gateway-run.ts';
export * from './home/home-lock.ts';
export * from './home/home-paths.ts';
export * from './home/open-home.ts';
export * from './home/token.ts';
export { CHANNEL_SCHEMAS, type ChannelSchema } from './schema/channel-keys.ts';
export * from './schema/config-key.ts';
export * from './schema/config-keys.ts';
export { type ChannelOptions, channelHookPath, revealOptions } from './settings/channel-options.ts';
export { DEFAULT_ACCOUNT } from './settings/channel-section.ts';
export type { ChannelSettings } from './settings/channel-settings.ts';
export * from './settings/config-problem.ts';
export * from './settings/list-secrets.ts';
export * from './settings/load-config.ts';
export * from './settings/provider.ts';
export * from './settings/secret.ts';
export * from './settings/settings.ts';
