import type { MethodParams } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { type GatewayLink, messageOf } from '../gateway/gateway-link.ts';
import { Dialog } from '../view/dialog.tsx';
import { readText } from '../view/form.ts';

/** The names are those of the configuration's `models` section. */
const PROVIDERS = [
  { name: 'anthropic', label: 'Anthropic' },
  { name: 'openai', label: 'OpenAI' },
  { name: 'google', label: 'Google Gemini' },
  { name: 'openrouter', label: 'OpenRouter' },
  { name: '', label: 'Another, by its address' },
] as const;

const APIS = [
  'openai-completions',
  'openai-responses',
  'anthropic-messages',
  'google-generative-ai',
] as const;

type KeyParams = MethodParams<'models.key.set'>;
type Outcome = { readonly kind: 'busy' | 'good' | 'bad'; readonly text: string };

export type KeyPanelProps = { readonly link: GatewayLink; onSaved(): void; onClose(): void };

/** Takes a model key, tries it, and writes it into the gateway's configuration. No restart is needed. */
export function KeyPanel({ link, onSaved, onClose }: KeyPanelProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const test = async (params: KeyParams) => {
    setOutcome({ kind: 'busy', text: 'Asking the provider …' });
    const { primary: model, ...key } = params;
    const { ok, problem, latencyMs, ...tested } = await link.request('models.key.test', {
      ...key,
      ...(model ? { model } : {}),
    });
    const text = ok
      ? `It works: ${tested.model ?? tested.provider} answered in ${latencyMs} ms.`
      : `It does not work: ${problem?.message ?? 'the provider refused it'}`;
    setOutcome({ kind: ok ? 'good' : 'bad', text });
  };
  const save = async (params: KeyParams) => {
    await link.request('models.key.set', params);
    onSaved();
    onClose();
  };
  const submit = async (form: HTMLFormElement, action: (params: KeyParams) => Promise<void>) => {
    if (!form.reportValidity()) return;
    try {
      await action(readForm(new FormData(form)));
    } catch (error) {
      setOutcome({ kind: 'bad', text: messageOf(error) });
    }
  };

  return (
    <Dialog title="Add a model key" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget, save);
        }}
      >
        <KeyFields />
        {outcome && (
          <p class={`outcome ${outcome.kind}`} role="status">
            {outcome.text}
          </p>
        )}
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            disabled={outcome?.kind === 'busy'}
            onClick={(event) => void submit(event.currentTarget.form as HTMLFormElement, test)}
          >
            Test
          </button>
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function KeyFields() {
  const [provider, setProvider] = useState<string>(PROVIDERS[0].name);
  return (
    <>
      <label>
        Provider
        <select
          name="provider"
          value={provider}
          onChange={(event) => setProvider(event.currentTarget.value)}
        >
          {PROVIDERS.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {provider === '' && <OwnProvider />}
      <label>
        Key
        <input
          name="apiKey"
          type="password"
          autocomplete="off"
          spellcheck={false}
          maxLength={4096}
          required
        />
      </label>
      <label>
        Model <small>(optional)</small>
        <input
          name="model"
          autocomplete="off"
          spellcheck={false}
          maxLength={200}
          placeholder="the provider’s usual one"
          required={provider === ''}
        />
      </label>
      <p class="hint">
        The key is stored in coderclaw.yaml on the gateway’s machine and shown to nobody.
      </p>
    </>
  );
}

function OwnProvider() {
  return (
    <>
      <label>
        Name
        <input
          name="name"
          pattern="[a-z0-9][a-z0-9\-]*"
          maxLength={64}
          title="Lower-case letters, digits and hyphens"
          required
        />
      </label>
      <label>
        Address
        <input
          name="baseUrl"
          type="url"
          pattern="https?://.+"
          placeholder="https://api.example.com/v1"
          maxLength={2048}
          required
        />
      </label>
      <label>
        API
        <select name="api">
          {APIS.map((api) => (
            <option key={api}>{api}</option>
          ))}
        </select>
      </label>
    </>
  );
}

function readForm(form: FormData): KeyParams {
  const text = (name: string) => readText(form, name);
  const provider = text('provider') || text('name');
  const api = APIS.find((known) => known === text('api'));
  const model = text('model');
  return {
    provider,
    apiKey: text('apiKey'),
    ...(text('baseUrl') ? { baseUrl: text('baseUrl') } : {}),
    ...(api ? { api } : {}),
    ...(model
      ? { primary: model.startsWith(`${provider}/`) ? model : `${provider}/${model}` }
      : {}),
  };
}
