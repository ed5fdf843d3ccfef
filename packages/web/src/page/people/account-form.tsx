import type { MethodParams } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { readText } from '../view/form.ts';
import type { AccountView, ChannelKind } from './channel-board.ts';
import { WebLink } from './web-link.tsx';

type Field = ChannelKind['fields'][number];

export type AccountFormProps = {
  /** What may be connected, the one that is offered first before the others. */
  readonly kinds: readonly [ChannelKind, ...ChannelKind[]];
  /** The accounts that are there. */
  readonly accounts: readonly AccountView[];
  /** The one that gets a new login; otherwise a new account is made. */
  readonly present?: AccountView;
  /** True once it is connected. */
  onSave(params: MethodParams<'channels.add'>): Promise<boolean>;
  /** Without it there is nothing to go back to. */
  onCancel?(): void;
};

/**
 * Takes what an account logs in with. It is in the fields alone, and the fields are gone once the gateway
 * has kept it.
 */
export function AccountForm({ kinds, accounts, present, onSave, onCancel }: AccountFormProps) {
  const [channel, setChannel] = useState(kinds[0].channel);
  const [busy, setBusy] = useState(false);
  const kind = kinds.find((one) => one.channel === channel) ?? kinds[0];
  const needsName = !present && accounts.some((account) => account.channel === kind.channel);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    const isKept = await onSave(readForm(new FormData(form), kind, present));
    if (isKept) return;
    setBusy(false);
    const [first] = kind.fields;
    const field = form.elements.namedItem(nameOf(first?.option ?? ''));
    if (field instanceof HTMLInputElement) field.select();
  };
  return (
    <form
      class="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(event.currentTarget);
      }}
    >
      {kinds.length > 1 && (
        <label>
          Chat app
          <select value={channel} onChange={(event) => setChannel(event.currentTarget.value)}>
            {kinds.map((one) => (
              <option key={one.channel} value={one.channel}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <p>
        {present ? 'It comes from' : kind.guide.text} <WebLink href={kind.guide.link} />
      </p>
      {kind.fields.map((field, index) => (
        <LoginField
          key={`${kind.channel} ${field.option}`}
          field={field}
          takesFocus={index === 0 && onCancel !== undefined}
        />
      ))}
      {needsName && <NameField label={kind.label} />}
      <p class="hint">
        It is tested first, kept in coderclaw.yaml on the gateway’s machine, and shown to nobody.
      </p>
      <div class="actions">
        {busy && (
          <span class="hint" role="status">
            <span class="spinner" aria-hidden="true" /> Asking {kind.label} …
          </span>
        )}
        {onCancel && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {present ? 'Save' : `Connect ${kind.label}`}
        </button>
      </div>
    </form>
  );
}

type LoginFieldProps = { readonly field: Field; readonly takesFocus: boolean };

function LoginField({ field: { option, label, secret }, takesFocus }: LoginFieldProps) {
  const usual = {
    name: nameOf(option),
    ref: takesFocus ? focusOnce : null,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: false,
    maxLength: 4096,
    required: true,
  } as const;
  if (!secret) {
    return (
      <label>
        {label}
        <input {...usual} />
      </label>
    );
  }
  return (
    <label>
      {label}
      <input type="password" {...usual} />
    </label>
  );
}

function NameField({ label }: { readonly label: string }) {
  return (
    <label>
      Name <small>such as work; it tells this account from your other one on {label}</small>
      <input
        name="account"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        pattern="[a-z0-9][a-z0-9_\-]*"
        title="Small letters, digits, - and _"
        maxLength={64}
        required
      />
    </label>
  );
}

function readForm(form: FormData, { channel, fields }: ChannelKind, present?: AccountView) {
  const options = fields.map(({ option }) => [option, readText(form, nameOf(option))] as const);
  const account = present?.accountId ?? readText(form, 'account');
  return {
    channel,
    ...(account !== '' && { account }),
    options: Object.fromEntries(options),
  };
}

/** No option takes the name of a field that is the form's own. */
function nameOf(option: string): string {
  return `option ${option}`;
}

function focusOnce(field: HTMLInputElement | null): void {
  field?.focus();
}
