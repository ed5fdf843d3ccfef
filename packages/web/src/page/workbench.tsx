import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Chat } from './chat/chat.ts';
import { Composer } from './chat/composer.tsx';
import { loadDraft } from './chat/draft.ts';
import type { TextStore } from './chat/outbox.ts';
import { TranscriptView } from './chat/transcript-view.tsx';
import { CommandList } from './command/command-list.ts';
import { TroubleLine } from './delivery/trouble-line.tsx';
import type { GatewayLink } from './gateway/gateway-link.ts';
import { KeyPanel } from './model/key-panel.tsx';
import { ModelStatus } from './model/model-status.ts';
import { PeopleButton } from './people/people-button.tsx';
import { SessionList, titleOf } from './session/session-list.ts';
import { Sidebar } from './session/sidebar.tsx';
import { Icon } from './view/icon.tsx';
import { useClosing } from './view/use-closing.ts';

const SELECTED = 'coderclaw.session';

/** The page of a signed-in person: sessions at the side, one of them open. */
export function Workbench({
  link,
  store,
}: {
  readonly link: GatewayLink;
  readonly store: TextStore;
}) {
  const [sidebarOpen, setSidebarOpen] = useState(false);
  const [keyPanelOpen, setKeyPanelOpen] = useState(false);
  const list = useClosing(() => new SessionList(link), [link]);
  const model = useClosing(() => new ModelStatus(link), [link]);
  const commands = useClosing(() => new CommandList(link), [link]);
  const main = useMemo(() => mainSessionKey(link), [link]);
  const owner = useMemo(() => isOwner(link), [link]);
  const [selected, setSelected] = useState(() => store.getItem(SELECTED) ?? main);

  const selectedRow = list.all.value.find((row) => row.key === selected);

  const select = (key: string) => {
    store.setItem(SELECTED, key);
    setSelected(key);
    setSidebarOpen(false);
  };
  const create = async () => {
    const key = await list.create();
    if (key) select(key);
  };

  return (
    <div class="workbench">
      <Sidebar
        list={list}
        selected={selected}
        main={main}
        open={sidebarOpen}
        onSelect={select}
        onCreate={() => void create()}
        onGone={() => select(main)}
        onClose={() => setSidebarOpen(false)}
      />
      <main>
        <Header
          title={titleOf(selectedRow, selected === main)}
          model={model.model.value ?? 'no model'}
          link={link}
          people={owner && <PeopleButton link={link} />}
          sidebarOpen={sidebarOpen}
          onSidebar={() => setSidebarOpen(!sidebarOpen)}
          onModel={() => setKeyPanelOpen(true)}
        />
        {model.configured.value === false && (
          <p class="banner">
            <span>
              <strong>Demo model.</strong> Its answers are scripted. Add a key to talk to a real
              one.
            </span>
            <button type="button" onClick={() => setKeyPanelOpen(true)}>
              Add a key
            </button>
          </p>
        )}
        <TroubleLine link={link} />
        <Session
          key={selected}
          link={link}
          store={store}
          sessionKey={selected}
          commands={commands}
        />
      </main>
      {keyPanelOpen && (
        <KeyPanel
          link={link}
          onSaved={() => void model.refresh()}
          onClose={() => setKeyPanelOpen(false)}
        />
      )}
    </div>
  );
}

type HeaderProps = {
  readonly title: string;
  readonly model: string;
  readonly link: GatewayLink;
  readonly people: ComponentChildren;
  readonly sidebarOpen: boolean;
  onSidebar(): void;
  onModel(): void;
};

function Header({ title, model, link, people, sidebarOpen, onSidebar, onModel }: HeaderProps) {
  return (
    <header class="top">
      <button
        type="button"
        class="icon-button menu"
        aria-label="Sessions"
        aria-expanded={sidebarOpen}
        onClick={onSidebar}
      >
        <Icon name="menu" />
      </button>
      <h1>{title}</h1>
      <Connection link={link} />
      {people}
      <button type="button" class="model" title="Add or change a model key" onClick={onModel}>
        <Icon name="key" />
        <span>{model}</span>
      </button>
    </header>
  );
}

type SessionProps = {
  readonly link: GatewayLink;
  readonly store: TextStore;
  readonly sessionKey: string;
  readonly commands: CommandList;
};

function Session({ link, store, sessionKey, commands }: SessionProps) {
  const chat = useClosing(
    () =>
      new Chat({
        link,
        sessionKey,
        store,
        now: Date.now,
        newKey: () => crypto.randomUUID(),
        onFrame: whenDrawn,
      }),
    [link, sessionKey],
  );
  const draft = useMemo(() => signal(loadDraft(store, sessionKey)), [store, sessionKey]);
  const connected = link.state.value.kind === 'connected';
  return (
    <>
      <TranscriptView
        chat={chat}
        connected={connected}
        onWrite={(text) => {
          draft.value = text;
        }}
      />
      <Composer chat={chat} draft={draft} store={store} commands={commands} />
    </>
  );
}

function Connection({ link }: { readonly link: GatewayLink }) {
  if (link.state.value.kind === 'connected') return null;
  return (
    <span class="connection" role="status">
      <span class="spinner" aria-hidden="true" />
      Reconnecting
    </span>
  );
}

/** A hidden page draws no frames, yet must know how its run ended. */
function whenDrawn(callback: () => void): void {
  if (document.hidden) setTimeout(callback, 250);
  else requestAnimationFrame(callback);
}

function mainSessionKey(link: GatewayLink): string {
  const state = link.state.peek();
  const defaults = state.kind === 'connected' ? state.hello.snapshot.sessionDefaults : undefined;
  return defaults?.mainSessionKey ?? 'agent:main:main';
}

/** Everybody else's rights end below this one. */
function isOwner(link: GatewayLink): boolean {
  const state = link.state.peek();
  return state.kind === 'connected' && state.hello.auth.scopes.includes('operator.admin');
}
