import { type Client, type ClientOptions, type ClientState, createClient } from '../client.ts';
import { type FakeGatewayScript, startFakeGateway } from './fake-gateway.ts';

/** Test-only: a client before its gateway. */

type Stage = Awaited<ReturnType<typeof startFakeGateway>> & { readonly client: Client };

/** A gateway and a connected client of it; both end with the test. */
export async function stage(script: FakeGatewayScript = {}, options: Partial<ClientOptions> = {}) {
  const gateway = await startFakeGateway(script);
  const client = createClient({
    url: gateway.url,
    client: { id: 'test', version: '1', platform: 'linux', mode: 'test' },
    reconnect: { firstDelayMs: 1, maxDelayMs: 5 },
    ...options,
  });
  const result: Stage & AsyncDisposable = Object.assign(gateway, {
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      await gateway.stop();
    },
  });
  return result;
}

/** Resolves with the next state of a kind. */
export function reach<Kind extends ClientState['kind']>(
  client: Client,
  kind: Kind,
): Promise<ClientState & { kind: Kind }> {
  return new Promise((resolve) => {
    const end = client.onState((state) => {
      if (state.kind !== kind) return;
      end();
      resolve(state as ClientState & { kind: Kind });
    });
  });
}
