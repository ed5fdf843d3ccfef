import { useState } from 'preact/hooks';
import { ConfirmButton } from '../view/confirm-button.tsx';
import { ForeignName } from '../view/foreign-name.tsx';
import { Icon } from '../view/icon.tsx';
import { AccountForm } from './account-form.tsx';
import type { AccountView, ChannelBoard, ChannelKind } from './channel-board.ts';
import { NextStep } from './next-step.tsx';
import type { PairingDesk } from './pairing-desk.ts';
import { Section } from './section.tsx';
import { WebLink } from './web-link.tsx';
import { accountName, DM_WORDS, describeLoops, GROUP_WORDS, STATE_WORDS } from './words.ts';

/** No account has this name. */
const ADD = ' ';

export type AccountSectionProps = { readonly board: ChannelBoard; readonly desk: PairingDesk };

/** The accounts on chat apps, how each of them does, and the way to another one. */
export function AccountSection({ board, desk }: AccountSectionProps) {
  const accounts = board.accounts.value;
  const added = board.added.value;
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
          {added && !isMet(desk, added) && <NextStep added={added} />}
          {accounts !== null && accounts.length > 0 && (
            <ul class="rows">
              {accounts.map((account) => (
                <AccountRow
                  key={keyOf(account)}
                  account={account}
                  board={board}
                  desk={desk}
                  isOpen={opened === keyOf(account)}
                  onOpen={(isOpen) => setOpened(isOpen ? keyOf(account) : '')}
                  toTitle={toTitle}
                />
              ))}
            </ul>
          )}
          <NewAccount
            board={board}
            isOpen={opened === ADD}
            onOpen={(isOpen) => setOpened(isOpen ? ADD : '')}
            toTitle={toTitle}
          />
        </>
      )}
    </Section>
  );
}

type AccountPlace = { readonly channel: string; readonly account: string };

type OpenProps = {
  readonly board: ChannelBoard;
  readonly isOpen: boolean;
  onOpen(isOpen: boolean): void;
  /** Takes the focus from what is gone. */
  toTitle(): void;
};

/** Where there is no account yet, the form itself; otherwise what opens it. */
function NewAccount({ board, isOpen, onOpen, toTitle }: OpenProps) {
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
  const cancel = () => {
    onOpen(false);
    toTitle();
  };
  if (isOpen) return <AccountForm {...form} onCancel={cancel} />;
  return (
    <button type="button" class="add" onClick={() => onOpen(true)}>
      Connect another account
    </button>
  );
}

type AccountRowProps = OpenProps & {
  readonly account: AccountView;
  readonly desk: PairingDesk;
};

function AccountRow({ account, board, desk, isOpen, onOpen, toTitle }: AccountRowProps) {
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
            if (!isKept) return false;
            onOpen(false);
            // Otherwise the next step takes the focus.
            if (isMet(desk, { channel: account.channel, account: account.accountId })) toTitle();
            return true;
          }}
          onCancel={() => {
            onOpen(false);
            toTitle();
          }}
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
              toTitle();
            }}
          />
        </span>
      )}
    </li>
  );
}

/** Whether somebody was let in there, and knows how to write to it. */
function isMet(desk: PairingDesk, { channel, account }: AccountPlace): boolean {
  return desk.approved.value.some(
    (pairing) => pairing.channel === channel && pairing.account === account,
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
