import type { Delivery } from '@coderclaw/protocol';
import { useRef, useState } from 'preact/hooks';
import { nameOfPlace } from '../people/place-section.tsx';
import { ConfirmButton } from '../view/confirm-button.tsx';
import { Dialog } from '../view/dialog.tsx';
import { ForeignName } from '../view/foreign-name.tsx';
import { OutcomeLine } from '../view/outcome-line.tsx';
import { formatSpan } from '../view/span.ts';
import type { TroubledDeliveries } from './troubled-deliveries.ts';

/** As many are drawn at once. */
const SHOWN = 50;

export type DeliveryPanelProps = {
  readonly troubled: TroubledDeliveries;
  onClose(): void;
};

/** What did not arrive on chat apps, and what is to become of it. */
export function DeliveryPanel({ troubled, onClose }: DeliveryPanelProps) {
  const list = troubled.list.value;
  const start = useRef<HTMLParagraphElement>(null);
  // The row that had the focus is gone.
  const then = async (done: Promise<boolean>) => void ((await done) && start.current?.focus());
  return (
    <Dialog title="Undelivered messages" wide onClose={onClose}>
      <p class="hint" ref={start} tabIndex={-1}>
        {list.length === 0
          ? 'Nothing is left: everything was delivered or given up.'
          : 'Nothing here is sent again by itself.'}
      </p>
      <ul class="rows">
        {list.slice(0, SHOWN).map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            onRetry={() => then(troubled.retry(delivery.id))}
            onDrop={() => then(troubled.drop(delivery.id))}
          />
        ))}
      </ul>
      {list.length > SHOWN && <p class="hint">… and {list.length - SHOWN} older ones.</p>}
      <OutcomeLine outcome={troubled.outcome.value} />
    </Dialog>
  );
}

type DeliveryRowProps = {
  readonly delivery: Delivery;
  onRetry(): Promise<void>;
  onDrop(): Promise<void>;
};

const KIND_WORDS: { readonly [Kind in Delivery['kind']]: string } = {
  reply: 'An answer',
  notice: 'A note',
  command: 'A command’s answer',
  pairing: 'A stranger’s code',
};

function DeliveryRow({ delivery, onRetry, onDrop }: DeliveryRowProps) {
  const [busy, setBusy] = useState(false);
  const { channel, account, kind, state, createdAt } = delivery;
  const part = delivery.parts.find((one) => one.state === state);
  const login = `${channel}${account === 'default' ? '' : `, ${account}`}`;
  const place = `${login}: ${nameOfPlace(delivery)}`;
  const again = async () => {
    setBusy(true);
    await onRetry();
    setBusy(false);
  };
  return (
    <li>
      <div class="about">
        <b>
          <span class={`dot ${state === 'failed' ? 'failed' : 'degraded'}`} aria-hidden="true" />
          <ForeignName text={place} />
        </b>
        <small>
          {KIND_WORDS[kind]} of {formatSpan(Date.now() - createdAt)} ago,{' '}
          {state === 'failed'
            ? 'not sent'
            : 'which may have arrived: sent again, it may be there twice'}
        </small>
        {part && (
          <p class="excerpt">
            <ForeignName text={part.text} />
          </p>
        )}
        {part?.error && (
          <small class="bad">
            <ForeignName text={part.error} />
          </small>
        )}
      </div>
      <span class="row-buttons">
        <button
          type="button"
          disabled={busy}
          aria-label={`Send again to ${place}`}
          onClick={() => void again()}
        >
          Send again
        </button>
        <ConfirmButton
          label="Drop"
          about={`what was meant for ${place}`}
          question="It will not be sent any more."
          onConfirm={() => void onDrop()}
        />
      </span>
    </li>
  );
}
