import { code } from './markdown.ts';
import { listTests } from './test-names.ts';

/** Under each class of attack, the tests that carry its number in their names. */
export function formatThreatTests(): string {
  const tests = listTests().filter(({ name }) => /^T\d\d /u.test(name));
  const byThreat = new Map<string, string[]>();
  for (const { name, file } of tests) {
    const words = name.split(' ');
    const end = words.findIndex((word) => !/^T\d\d$/u.test(word));
    for (const id of words.slice(0, end)) {
      const line = `- ${words.slice(end).join(' ')} (${code(file)})`;
      byThreat.set(id, [...(byThreat.get(id) ?? []), line]);
    }
  }
  const ids = [...byThreat.keys()].sort();
  return ids.map((id) => `**${id}**\n\n${byThreat.get(id)!.join('\n')}`).join('\n\n');
}
