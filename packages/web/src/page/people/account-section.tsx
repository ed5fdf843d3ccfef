import { useState } from 'preact/hooks';
import { ConfirmButton } from '../view/confirm-button.tsx';
import { ForeignName } from '../view/foreign-name.tsx';
import { Icon } from '../view/icon.tsx';
import { AccountForm } from './account-form.tsx';
import type { AccountView, ChannelBoard, ChannelKind } from './channel-board.ts';
import { NextStep } from './next-step.tsx';
import { Section } from './section.tsx';
import { WebLink } from './web-link.tsx';
import { accountName, DM_WORDS, describeLoops, GROUP_WORDS, STATE_WORDS } from './words.ts';

/** No account has this name. */
const ADD = ' ';

/** The accounts on chat apps, how each of them does, and the way to another one. */
export function AccountSection({ board }: { readonly board: ChannelBoard }) {
  const accounts = board.accounts.value;
  const [opened, setOpened] = useState('');
  return (
    <Section title="Channels">
      {(toTitle) => (
        <>
          {accounts === null && board.outcome.value === null && (
            <p class="hint">
              <span class="spinner" aria-hidden="true" /> Loading …
            </p>
          )}
          {board.added.value && <NextStep added={board.added.value} />}
          {accounts !== null && accounts.length > 0 && (
            <ul class="rows">
              {accounts.map((account) => (
                <AccountRow
                  key={keyOf(account)}
                  account={account}
                  board={board}
                  isOpen={opened === keyOf(account)}
                  onOpen={(isOpen) => setOpened(isOpen ? keyOf(account) : '')}
                  onRemoved={toTitle}
                />
              ))}
            </ul>
          )}
          <NewAccount
            board={board}
            isOpen={opened === ADD}
            onOpen={(isOpen) => setOpened(isOpen ? ADD : '')}
          />
        </>
      )}
    </Section>
  );
}

type OpenProps = {
  readonly board: ChannelBoard;
  readonly isOpen: boolean;
  onOpen(isOpen: boolean): void;
};

/** Where there is no account yet, the form itself; otherwise what opens it. */
function NewAccount({ board, isOpen, onOpen }: OpenProps) {
  const accounts = board.accounts.value;
  const [first, ...others] = board.kinds.value ?? [];
  if (accounts === null || !first) return null;
  const save: typeof board.connect = async (params) => {
    const isConnected = await board.connect(params);
    if (isConnected) onOpen(false);
    return isConnected;
  };
  const form = { kinds: [first, ...others] as const, accounts, onSave: save };
  if (accounts.length === 0) {
    return (
      <>
        <p>No chat app is connected yet. Connect one, and talk to your agents from your phone.</p>
        <AccountForm {...form} />
      </>
    );
  }
  if (isOpen) return <AccountForm {...form} onCancel={() => onOpen(false)} />;
  return (
    <button type="button" class="add" onClick={() => onOpen(true)}>
      Connect another account
    </button>
  );
}

type AccountRowProps = OpenProps & {
  readonly account: AccountView;
  onRemoved(): void;
};

function AccountRow({ account, board, isOpen, onOpen, onRemoved }: AccountRowProps) {
  const title = accountName(account.label, account.accountId);
  const kind = board.kinds.value?.find(({ channel }) => channel === account.channel);
  return (
    <li>
      <AccountLine account={account} />
      {isOpen && kind ? (
        <AccountForm
          kinds={[kind]}
          accounts={[]}
          present={account}
          onSave={async (params) => {
            const isKept = await board.renew(params);
            if (isKept) onOpen(false);
            return isKept;
          }}
          onCancel={() => onOpen(false)}
        />
      ) : (
        <span class="row-buttons">
          {kind && (
            <button
              type="button"
              aria-label={`${renewWords(kind)} for ${title}`}
              onClick={() => onOpen(true)}
            >
              {renewWords(kind)}
            </button>
          )}
          <ConfirmButton
            label="Remove"
            about={title}
            question="Its login and its rules are forgotten."
            onConfirm={async () => {
              await board.disconnect(account);
              onRemoved();
            }}
          />
        </span>
      )}
    </li>
  );
}

/** Such as `New bot token`. */
function renewWords({ fields }: ChannelKind): string {
  return `New ${(fields[0]?.label ?? 'login').toLowerCase()}`;
}

function AccountLine({ account }: { readonly account: AccountView }) {
  const { label, accountId, enabled, healthState, lastError, name, link } = account;
  return (
    <div class="about">
      <b>
        <span class={`dot ${healthState}`} aria-hidden="true" />
        {accountName(label, accountId)}
        <span class="state">{enabled ? STATE_WORDS[healthState] : 'Switched off'}</span>
      </b>
      {(name || link) && (
        <small>
          {name && <ForeignName text={name} />} {link && <WebLink href={link} />}
        </small>
      )}
      {lastError && (
        <p class="problem">
          <Icon name="alert" />
          <ForeignName text={lastError} />
        </p>
      )}
      {account.loops > 0 && <small>{describeLoops(account.loops)}</small>}
      <small>
        {DM_WORDS[account.dmPolicy]} {GROUP_WORDS[account.groupPolicy]}
      </small>
    </div>
  );
}

function keyOf({ channel, accountId }: AccountView): string {
  return JSON.stringify([channel, accountId]);
}
