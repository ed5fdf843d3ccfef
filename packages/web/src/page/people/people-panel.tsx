import type { GatewayLink } from '../gateway/gateway-link.ts';
import { Dialog } from '../view/dialog.tsx';
import { OutcomeLine } from '../view/outcome-line.tsx';
import { useClosing } from '../view/use-closing.ts';
import { AccountSection } from './account-section.tsx';
import { ChannelBoard } from './channel-board.ts';
import type { PairingDesk } from './pairing-desk.ts';
import { PersonSection } from './person-section.tsx';
import { PlaceSection } from './place-section.tsx';
import { RequestSection } from './request-section.tsx';
import { WiringSection } from './wiring-section.tsx';

export type PeoplePanelProps = {
  readonly link: GatewayLink;
  readonly desk: PairingDesk;
  onClose(): void;
};

/** Who may talk to the gateway on chat apps, and where. */
export function PeoplePanel({ link, desk, onClose }: PeoplePanelProps) {
  const board = useClosing(() => new ChannelBoard(link, desk.outcome), [link]);
  const hasChannels = (board.accounts.value?.length ?? 0) > 0;
  const hasPeople = desk.pending.value.length + desk.approved.value.length > 0;
  return (
    <Dialog
      title="People and channels"
      wide
      // What was said of the last deed would lie over the next one.
      onPress={() => {
        desk.outcome.value = null;
      }}
      onClose={onClose}
    >
      {(hasChannels || hasPeople) && <RequestSection desk={desk} board={board} />}
      <AccountSection board={board} desk={desk} />
      {hasChannels && <PlaceSection board={board} />}
      {hasChannels && <WiringSection board={board} />}
      {(hasChannels || hasPeople) && <PersonSection desk={desk} board={board} />}
      <OutcomeLine outcome={desk.outcome.value} />
    </Dialog>
  );
}
