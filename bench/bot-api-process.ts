// A Bot API server in a process of its own, so that it weighs on nothing that is measured.
import { startBotApiServer } from '@coderclaw/channel-telegram/testing';

/** What is asked of it. Each line comes back when it is done. */
export type BotApiOrder =
  | { readonly type: 'write'; readonly count: number; readonly groups: number }
  | { readonly type: 'people'; readonly count: number };

export type BotApiTold =
  | { readonly type: 'open'; readonly token: string; readonly apiRoot: string }
  | { readonly type: 'done'; readonly ids: readonly number[] };

const floodControl = process.argv[2] === 'real' ? 'real' : 'off';
const server = await startBotApiServer({ floodControl });
const ann = server.person('Ann');

process.on('message', (order: BotApiOrder) => {
  if (order.type === 'people') {
    const people = Array.from({ length: order.count }, (_, index) => server.person(`P${index}`));
    return tell({ type: 'done', ids: people.map(({ id }) => id) });
  }
  const groups = Array.from({ length: order.groups }, (_, index) =>
    server.group(`Group ${index}`, { members: [ann] }),
  );
  for (let index = 0; index < order.count; index += 1) {
    const now = performance.timeOrigin + performance.now();
    ann.writes(String(now), { in: groups[index % groups.length]! });
  }
  tell({ type: 'done', ids: groups.map(({ id }) => id) });
});
process.once('disconnect', () => void server.stop());
tell({ type: 'open', token: server.token, apiRoot: server.apiRoot });

function tell(told: BotApiTold): void {
  process.send?.(told);
}
