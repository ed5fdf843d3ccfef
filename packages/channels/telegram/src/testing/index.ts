// A Bot API server for tests, and what can be scripted with it.
export * from './error/api-error.ts';
export type * from './fault/fault.ts';
export { type FloodLimits, REAL_LIMITS } from './flood/flood-control.ts';
export type * from './memory/deed.ts';
export { readDeeds } from './memory/ledger-file.ts';
export type * from './memory/record.ts';
export type { SeenMessage } from './memory/seen-message.ts';
export type { Album } from './people/album.ts';
export * from './people/content.ts';
export type { Person, Saying } from './people/person.ts';
export type { PersonOptions, RoomOptions } from './people/population.ts';
export type { Room } from './people/room.ts';
export type { Topic } from './people/topic.ts';
export { type BotApiServer, type SeenCall, startBotApiServer } from './server/bot-api-server.ts';
export type { BotApiServerOptions } from './server/server-options.ts';
