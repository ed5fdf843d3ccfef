import { useState } from 'preact/hooks';
import type { TextStore } from './chat/outbox.ts';
import type { GatewayLink } from './gateway/gateway-link.ts';
import { SignIn } from './sign-in/sign-in.tsx';
import { Workbench } from './workbench.tsx';

export type AppProps = {
  /** From the link that was opened; null where it held none. */
  readonly code: string | null;
  readonly store: TextStore;
  /** Signs in with a code or, without one, with what an earlier visit left. */
  connect(code: string | null): GatewayLink;
};

export function App({ code, store, connect }: AppProps) {
  const [link, setLink] = useState(() => connect(code));
  const state = link.state.value;
  const [entered, setEntered] = useState<GatewayLink | null>(null);
  if (state.kind === 'connected' && entered !== link) setEntered(link);

  if (state.kind === 'refused') {
    const signIn = (fresh: string) => {
      link.close();
      setLink(connect(fresh));
    };
    return <SignIn reason={state.message} onCode={signIn} />;
  }
  if (state.kind === 'connected' || entered === link)
    return <Workbench link={link} store={store} />;
  return (
    <main class="sign-in">
      <h1>CoderClaw</h1>
      <p role="status">
        <span class="spinner" aria-hidden="true" />{' '}
        {state.kind === 'connecting'
          ? 'Connecting …'
          : 'The gateway does not answer. Trying again …'}
      </p>
    </main>
  );
}
