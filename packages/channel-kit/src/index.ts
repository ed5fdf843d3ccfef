// What a channel is, and what channels share.
export * from './capabilities.ts';
export * from './channel.ts';
export * from './channel-error.ts';
export * from './clean-text.ts';
export * from './event-key.ts';
export * from './pacer.ts';
export * from './pull-account.ts';
export * from './request-event.ts';
export * from './split-markdown.ts';
export * from './split-text.ts';
