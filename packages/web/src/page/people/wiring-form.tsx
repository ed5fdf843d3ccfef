import type { MethodParams, Wiring } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { readText } from '../view/form.ts';
import type { AccountView } from './channel-board.ts';
import { accountName, ENGAGE_WORDS } from './words.ts';

type Place = { readonly channel: string; readonly account: string; readonly address: string };

export type WiringFormProps = {
  /** Where; asked for when it is left to the person. */
  readonly place: Place | { readonly accounts: readonly AccountView[] };
  /** The one that is offered first comes first. */
  readonly agents: readonly string[];
  /** How it is wired now, if it is. */
  readonly present?: Wiring;
  onSave(params: MethodParams<'wirings.set'>): Promise<void>;
  onCancel(): void;
};

/** Which agent answers in a place, and to what. */
export function WiringForm({ place, agents, present, onSave, onCancel }: WiringFormProps) {
  const [engage, setEngage] = useState<Wiring['engage']>(present?.engage ?? 'mention');
  const [busy, setBusy] = useState(false);
  const submit = async (form: FormData) => {
    const pattern = readText(form, 'pattern');
    setBusy(true);
    await onSave({
      ...('accounts' in place ? readPlace(form, place.accounts) : placeOf(place)),
      agentId: readText(form, 'agent'),
      engage,
      ...(engage === 'pattern' && { pattern }),
      senders: form.has('known') ? 'known' : 'all',
      ...(present && { ignored: present.ignored, sessionMode: present.sessionMode }),
    });
    setBusy(false);
  };
  return (
    <form
      class="wiring-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
      {'accounts' in place && <PlaceFields accounts={place.accounts} />}
      <label>
        Agent
        <select
          name="agent"
          ref={'accounts' in place ? null : focusOnce}
          defaultValue={present?.agentId ?? agents[0] ?? ''}
        >
          {agents.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        Answers
        <select
          value={engage}
          onChange={(event) => setEngage(event.currentTarget.value as Wiring['engage'])}
        >
          {Object.entries(ENGAGE_WORDS).map(([mode, words]) => (
            <option key={mode} value={mode}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {engage === 'pattern' && (
        <label>
          Words <small>* stands for any characters</small>
          <input name="pattern" maxLength={256} defaultValue={present?.pattern ?? ''} required />
        </label>
      )}
      <label class="check">
        <input type="checkbox" name="known" defaultChecked={present?.senders === 'known'} />
        <span>Only people who were let in</span>
      </label>
      <div class="actions">
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {present ? 'Save' : 'Allow'}
        </button>
      </div>
    </form>
  );
}

function PlaceFields({ accounts }: { readonly accounts: readonly AccountView[] }) {
  return (
    <>
      <label>
        Channel
        <select name="account" ref={focusOnce}>
          {accounts.map(({ label, accountId }, index) => (
            <option key={index} value={index}>
              {accountName(label, accountId)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Address <small>what /whoami answers there as its place</small>
        <input name="address" autocomplete="off" spellcheck={false} maxLength={512} required />
      </label>
    </>
  );
}

function readPlace(form: FormData, accounts: readonly AccountView[]): Place {
  const chosen = accounts[Number(form.get('account'))];
  const { channel = '', accountId: account = '' } = chosen ?? {};
  return { channel, account, address: readText(form, 'address') };
}

function placeOf({ channel, account, address }: Place): Place {
  return { channel, account, address };
}

function focusOnce(field: HTMLSelectElement | null): void {
  field?.focus();
}
