import { useState } from 'preact/hooks';
import type { GatewayLink } from '../gateway/gateway-link.ts';
import { Icon } from '../view/icon.tsx';
import { useClosing } from '../view/use-closing.ts';
import { PairingDesk } from './pairing-desk.ts';
import { PeoplePanel } from './people-panel.tsx';

/** Opens the people; says how many wait to be let in. */
export function PeopleButton({ link }: { readonly link: GatewayLink }) {
  const [open, setOpen] = useState(false);
  const desk = useClosing(() => new PairingDesk(link, Date.now), [link]);
  const waiting = desk.pending.value.length;
  const name = `People and channels${waiting > 0 ? `, ${waiting} waiting to be let in` : ''}`;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={name}
        title={name}
        onClick={() => {
          desk.outcome.value = null;
          setOpen(true);
        }}
      >
        <Icon name="people" />
        {waiting > 0 && (
          <span class="badge" aria-hidden="true">
            {waiting}
          </span>
        )}
      </button>
      <p class="visually-hidden" aria-live="polite">
        {waiting > 0 && `${waiting} waiting to be let in`}
      </p>
      {open && <PeoplePanel link={link} desk={desk} onClose={() => setOpen(false)} />}
    </>
  );
}
