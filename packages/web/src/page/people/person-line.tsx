import type { Pairing } from '@coderclaw/protocol';
import type { ComponentChildren } from 'preact';
import { foreignLine } from '../view/foreign-line.ts';
import { ForeignName } from '../view/foreign-name.tsx';
import { accountName } from './words.ts';

export type PersonLineProps = {
  readonly pairing: Pairing;
  /** What the channel is called. */
  readonly label: string;
  readonly children: ComponentChildren;
};

/** Who somebody is: the name that they gave themselves, and the id that the platform gave them. */
export function PersonLine({ pairing, label, children }: PersonLineProps) {
  return (
    <div class="about">
      <b>
        <ForeignName text={nameOf(pairing)} />
        {pairing.asOwner && <span class="tag">owner</span>}
      </b>
      <small>
        {accountName(label, pairing.account)}, id <ForeignName text={pairing.identity} />
      </small>
      <small>{children}</small>
    </div>
  );
}

export function nameOf({ displayName, identity }: Pairing): string {
  return foreignLine(displayName ?? '') || identity;
}
