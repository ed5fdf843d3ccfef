import { formatMicros, isOwner, type TokenUsage, type UsageSum } from '@coderclaw/core';
import { countOf, formatNumber, listOf } from './answer-text.ts';
import type { CommandHandler } from './command-ports.ts';

/** What this session has used and, for the owner, everybody since the day and the month began here. */
export const usage: CommandHandler = async ({ session, principalId }, { store, clock }) => {
  const own = `This session: ${describe(session.usage)}`;
  if (!isOwner(principalId)) return { text: listOf([own]) };
  const day = new Date(clock.now());
  day.setHours(0, 0, 0, 0);
  const month = new Date(day);
  month.setDate(1);
  const [today, thisMonth] = await Promise.all(
    [day, month].map((begin) => store.sumUsage({ since: begin.getTime() })),
  );
  return {
    text: listOf([
      own,
      `Everybody today: ${describeSum(today!)}`,
      `Everybody this month: ${describeSum(thisMonth!)}`,
    ]),
  };
};

function describeSum(sum: UsageSum): string {
  return sum.runs === 0 ? 'nothing yet' : `${describe(sum)}, for ${countOf(sum.runs, 'run')}`;
}

function describe(used: TokenUsage): string {
  const { input, output, cacheRead, cacheWrite, costMicros } = used;
  const given = input + cacheRead + cacheWrite;
  if (given + output === 0) return 'nothing yet';
  const cached = cacheRead > 0 ? ` (${formatNumber(cacheRead)} of them from the cache)` : '';
  const tokens = `${countOf(given, 'token')} in${cached}, ${formatNumber(output)} out`;
  return `${tokens}, ${costMicros > 0 ? costOf(costMicros) : 'at no known cost'}`;
}

function costOf(micros: number): string {
  return micros < 10_000 ? 'less than $0.01' : formatMicros(micros);
}
