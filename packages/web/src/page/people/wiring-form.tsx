import type { MethodParams, Wiring } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { readText } from '../view/form.ts';
import { ENGAGE_WORDS } from './words.ts';

export type WiringFormProps = {
  readonly place: {
    readonly channel: string;
    readonly account: string;
    readonly address: string;
  };
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
    const { channel, account, address } = place;
    const pattern = readText(form, 'pattern');
    setBusy(true);
    await onSave({
      channel,
      account,
      address,
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
      <label>
        Agent
        <select name="agent" ref={focusOnce} defaultValue={present?.agentId ?? agents[0] ?? ''}>
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

function focusOnce(field: HTMLSelectElement | null): void {
  field?.focus();
}
