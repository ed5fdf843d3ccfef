import assert from 'node:assert/strict';
import { Api, GrammyError } from 'grammy';
import { startBotApiServer } from './bot-api-server.ts';
import type { BotApiServerOptions } from './server-options.ts';

/** A server for one test, without flood control, and a client of it. */
export async function openServer(
  t: { after(done: () => Promise<void>): void },
  options: BotApiServerOptions = {},
) {
  const server = await startBotApiServer({ floodControl: 'off', ...options });
  t.after(() => server.stop());
  const api = new Api(server.token, { apiRoot: server.apiRoot });
  return { server, api };
}

/** For `assert.rejects`: the platform refused with exactly these words. */
export function refuses(description: string, code = 400) {
  return (error: unknown) => {
    assert.ok(error instanceof GrammyError, String(error));
    assert.deepEqual([error.error_code, error.description], [code, description]);
    return true;
  };
}
