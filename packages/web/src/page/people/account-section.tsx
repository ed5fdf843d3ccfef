import { CopyButton } from '../view/copy-button.tsx';
import { ForeignName } from '../view/foreign-name.tsx';
import { Icon } from '../view/icon.tsx';
import type { AccountView, ChannelBoard } from './channel-board.ts';
import { Section } from './section.tsx';
import { accountName, DM_WORDS, GROUP_WORDS, STATE_WORDS } from './words.ts';

const ADD_TELEGRAM = 'npx coderclaw channels add telegram';

/** The accounts on chat apps, and how each of them does. */
export function AccountSection({ board }: { readonly board: ChannelBoard }) {
  const accounts = board.accounts.value;
  return (
    <Section title="Channels">
      {() => (
        <>
          {accounts === null && board.outcome.value === null && (
            <p class="hint">
              <span class="spinner" aria-hidden="true" /> Loading …
            </p>
          )}
          {accounts?.length === 0 && <NoAccount />}
          {accounts !== null && accounts.length > 0 && (
            <ul class="rows">
              {accounts.map((account) => (
                <AccountRow key={`${account.channel} ${account.accountId}`} account={account} />
              ))}
            </ul>
          )}
        </>
      )}
    </Section>
  );
}

function NoAccount() {
  return (
    <>
      <p>
        No chat app is connected yet. Make a bot with @BotFather on Telegram, then run this on the
        gateway’s machine:
      </p>
      <p class="command-line">
        <code>{ADD_TELEGRAM}</code>
        <CopyButton text={ADD_TELEGRAM} />
      </p>
    </>
  );
}

function AccountRow({ account }: { readonly account: AccountView }) {
  const { label, accountId, enabled, healthState, lastError, name, link } = account;
  return (
    <li class="account">
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
        <small>
          {DM_WORDS[account.dmPolicy]} {GROUP_WORDS[account.groupPolicy]}
        </small>
      </div>
    </li>
  );
}

/** A platform said where it leads: to the web, or nowhere. */
function WebLink({ href }: { readonly href: string }) {
  if (!href.startsWith('https://')) return <ForeignName text={href} />;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {href.slice('https://'.length)}
    </a>
  );
}
