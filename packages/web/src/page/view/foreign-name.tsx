import { foreignLine } from './foreign-line.ts';

/** What somebody else calls themselves: its direction stays its own, and it is cut where it has no room. */
export function ForeignName({ text }: { readonly text: string }) {
  return <bdi class="foreign">{foreignLine(text)}</bdi>;
}
