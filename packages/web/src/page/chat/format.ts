import type { Usage } from '@coderclaw/protocol';

/** The time of today, with the day before it for any other. In the browser's language. */
export function formatTime(at: number, now: number = Date.now()): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.toLocaleDateString([], { month: 'short', day: 'numeric' })}, ${time}`;
}

/** What an answer took, such as `1.2k in · 340 out · $0.0042`; empty where nothing was counted. */
export function formatUsage(usage: Usage | undefined): string {
  if (!usage) return '';
  const input = usage.input + usage.cacheRead + usage.cacheWrite;
  if (input + usage.output === 0) return '';
  const parts = [`${formatCount(input)} in`, `${formatCount(usage.output)} out`];
  if (usage.costMicros > 0) parts.push(formatCost(usage.costMicros));
  return parts.join(' · ');
}

function formatCount(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function formatCost(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(micros < 100_000 ? 4 : 2)}`;
}
