const UNITS = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const;

/** A span in its largest unit, such as `5 min` or `2 days`; `a moment` for less than a minute. */
export function formatSpan(ms: number): string {
  const unit = UNITS.find((one) => ms >= one.ms);
  if (!unit) return 'a moment';
  const count = Math.floor(ms / unit.ms);
  return `${count} ${unit.name}${count === 1 || unit.name === 'min' ? '' : 's'}`;
}
