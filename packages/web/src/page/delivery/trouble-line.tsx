import { useState } from 'preact/hooks';
import type { GatewayLink } from '../gateway/gateway-link.ts';
import { Icon } from '../view/icon.tsx';
import { useClosing } from '../view/use-closing.ts';
import { DeliveryPanel } from './delivery-panel.tsx';
import { countTroubles, TroubledDeliveries } from './troubled-deliveries.ts';

/** One quiet line while something did not arrive; it opens the list. */
export function TroubleLine({ link }: { readonly link: GatewayLink }) {
  const troubled = useClosing(() => new TroubledDeliveries(link), [link]);
  const [open, setOpen] = useState(false);
  const words = countTroubles(troubled.list.value);
  return (
    <>
      <div class={words ? 'trouble-line' : 'visually-hidden'}>
        <p role="status">{words}</p>
        {words && (
          <button
            type="button"
            onClick={() => {
              troubled.outcome.value = null;
              setOpen(true);
            }}
          >
            <Icon name="alert" />
            Look
          </button>
        )}
      </div>
      {open && <DeliveryPanel troubled={troubled} onClose={() => setOpen(false)} />}
    </>
  );
}
