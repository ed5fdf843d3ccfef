import type { Pairing } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { readText } from '../view/form.ts';
import { formatSpan } from '../view/span.ts';
import type { ChannelBoard } from './channel-board.ts';
import type { PairingDesk } from './pairing-desk.ts';
import { nameOf, PersonLine } from './person-line.tsx';
import { Section } from './section.tsx';
import { describeTurnedAway } from './words.ts';

export type RequestSectionProps = { readonly desk: PairingDesk; readonly board: ChannelBoard };

/** Strangers who wait, and the field for the code that one of them was told. */
export function RequestSection({ desk, board }: RequestSectionProps) {
  const pending = desk.pending.value;
  return (
    <Section title="Waiting to be let in">
      {(toTitle) => (
        <>
          {pending.length === 0 ? (
            <p class="hint">Nobody waits. Whoever writes for the first time shows up here.</p>
          ) : (
            <ul class="rows">
              {pending.map((pairing) => (
                <RequestRow
                  key={pairing.id}
                  pairing={pairing}
                  label={board.labelOf(pairing.channel)}
                  onDeny={async () => {
                    await desk.deny(pairing.id);
                    toTitle();
                  }}
                />
              ))}
            </ul>
          )}
          {desk.turnedAway.value > 0 && (
            <p class="hint">{describeTurnedAway(desk.turnedAway.value)}</p>
          )}
          {pending.length > 1 && <DenyAll desk={desk} onDone={toTitle} />}
          <CodeForm desk={desk} />
        </>
      )}
    </Section>
  );
}

type DenyAllProps = { readonly desk: PairingDesk; onDone(): void };

function DenyAll({ desk, onDone }: DenyAllProps) {
  const [busy, setBusy] = useState(false);
  return (
    <button
      type="button"
      disabled={busy}
      onClick={async () => {
        setBusy(true);
        await desk.denyAll();
        setBusy(false);
        onDone();
      }}
    >
      Deny all
    </button>
  );
}

type RequestRowProps = {
  readonly pairing: Pairing;
  readonly label: string;
  onDeny(): Promise<void>;
};

function RequestRow({ pairing, label, onDeny }: RequestRowProps) {
  const [busy, setBusy] = useState(false);
  const now = Date.now();
  const since = formatSpan(now - pairing.createdAt);
  const left = formatSpan(Math.max(0, pairing.expiresAt - now));
  return (
    <li>
      <PersonLine pairing={pairing} label={label}>
        asked {since} ago, runs out in {left}
      </PersonLine>
      <button
        type="button"
        aria-label={`Deny ${nameOf(pairing)}`}
        disabled={busy}
        onClick={async () => {
          setBusy(true);
          await onDeny();
          setBusy(false);
        }}
      >
        Deny
      </button>
    </li>
  );
}

function CodeForm({ desk }: { readonly desk: PairingDesk }) {
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    const values = new FormData(form);
    setBusy(true);
    const isIn = await desk.approve(readText(values, 'code'), values.has('asOwner'));
    setBusy(false);
    if (isIn) form.reset();
    const field = form.elements.namedItem('code') as HTMLInputElement;
    field.focus();
    if (!isIn) field.select();
  };
  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(event.currentTarget);
      }}
    >
      <label>
        Code{' '}
        <small>
          Whoever writes to the bot is told one. Enter your own, or the one that they show you.
        </small>
        <input
          name="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={64}
          required
        />
      </label>
      <label class="check">
        <input type="checkbox" name="asOwner" />
        <span>
          As an owner <small>They may do all that you may.</small>
        </span>
      </label>
      <button type="submit" class="primary" disabled={busy}>
        Let in
      </button>
    </form>
  );
}
