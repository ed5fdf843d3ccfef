import { ConfirmButton } from '../view/confirm-button.tsx';
import { formatSpan } from '../view/span.ts';
import type { ChannelBoard } from './channel-board.ts';
import type { PairingDesk } from './pairing-desk.ts';
import { nameOf, PersonLine } from './person-line.tsx';
import { Section } from './section.tsx';

export type PersonSectionProps = { readonly desk: PairingDesk; readonly board: ChannelBoard };

/** Who was let in by a code, and may be shown out. */
export function PersonSection({ desk, board }: PersonSectionProps) {
  const approved = desk.approved.value;
  return (
    <Section title="People let in">
      {(toTitle) => (
        <>
          {approved.length === 0 ? (
            <p class="hint">Nobody yet.</p>
          ) : (
            <ul class="rows">
              {approved.map((pairing) => (
                <li key={pairing.id}>
                  <PersonLine pairing={pairing} label={board.labelOf(pairing.channel)}>
                    let in {formatSpan(Date.now() - (pairing.decidedAt ?? pairing.createdAt))} ago
                  </PersonLine>
                  <ConfirmButton
                    label="Revoke"
                    about={nameOf(pairing)}
                    question="They can write no more."
                    onConfirm={async () => {
                      await desk.revoke(pairing.id);
                      toTitle();
                    }}
                  />
                </li>
              ))}
            </ul>
          )}
          <p class="hint">Those whom the configuration names under allowFrom are not listed.</p>
        </>
      )}
    </Section>
  );
}
