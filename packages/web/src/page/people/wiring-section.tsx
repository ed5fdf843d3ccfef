import type { MethodParams, Wiring } from '@coderclaw/protocol';
import { useState } from 'preact/hooks';
import { ConfirmButton } from '../view/confirm-button.tsx';
import { ForeignName } from '../view/foreign-name.tsx';
import type { ChannelBoard } from './channel-board.ts';
import { nameOfPlace } from './place-section.tsx';
import { Section } from './section.tsx';
import { WiringForm } from './wiring-form.tsx';
import { accountName, ENGAGE_WORDS } from './words.ts';

/** No wiring has this id. */
const ADD = ' ';

/** Which agent answers in which place. */
export function WiringSection({ board }: { readonly board: ChannelBoard }) {
  const wirings = board.wirings.value;
  const more = board.moreWirings.value;
  const [opened, setOpened] = useState('');
  const save = (toTitle: () => void) => async (params: MethodParams<'wirings.set'>) => {
    if (!(await board.wire(params))) return;
    setOpened('');
    toTitle();
  };
  return (
    <Section title="Where agents answer">
      {(toTitle) => (
        <>
          {wirings.length === 0 && (
            <p class="hint">
              In no group yet. Add the bot to a group and write there; the group then shows up here.
            </p>
          )}
          <ul class="rows">
            {wirings.map((wiring) => (
              <li key={`${wiring.id} ${wiring.channel} ${wiring.account} ${wiring.address}`}>
                <WiringLine wiring={wiring} label={board.labelOf(wiring.channel)} />
                {wiring.id !== null && opened === wiring.id && (
                  <WiringForm
                    place={wiring}
                    agents={board.agents.value}
                    present={wiring}
                    onSave={save(toTitle)}
                    onCancel={() => {
                      setOpened('');
                      toTitle();
                    }}
                  />
                )}
                {wiring.id !== null && opened !== wiring.id && (
                  <span class="row-buttons">
                    <button
                      type="button"
                      aria-label={`Change ${nameOfPlace(wiring)}`}
                      onClick={() => setOpened(wiring.id ?? '')}
                    >
                      Change
                    </button>
                    <ConfirmButton
                      label="Remove"
                      about={nameOfPlace(wiring)}
                      question="It is answered there no more."
                      onConfirm={async () => {
                        await board.unwire(wiring.id ?? '');
                        toTitle();
                      }}
                    />
                  </span>
                )}
              </li>
            ))}
          </ul>
          {opened === ADD ? (
            <WiringForm
              place={{ accounts: board.accounts.value ?? [] }}
              agents={board.agents.value}
              onSave={save(toTitle)}
              onCancel={() => {
                setOpened('');
                toTitle();
              }}
            />
          ) : (
            <button type="button" class="add" onClick={() => setOpened(ADD)}>
              Add a place
            </button>
          )}
          {more > 0 && <p class="hint">… and {more} more; the command line lists them all.</p>}
        </>
      )}
    </Section>
  );
}

function WiringLine({ wiring, label }: { readonly wiring: Wiring; readonly label: string }) {
  const { agentId, engage, pattern, senders, origin, account, address } = wiring;
  return (
    <div class="about">
      <b>
        <ForeignName text={nameOfPlace(wiring)} />
        {origin === 'file' && <span class="tag">from coderclaw.yaml</span>}
      </b>
      <small>
        {accountName(label, account)}, {wiring.kind ?? 'place'} <ForeignName text={address} />
      </small>
      <small>
        {agentId} answers: {ENGAGE_WORDS[engage]}
        {pattern !== null && (
          <>
            {' '}
            <ForeignName text={pattern} />
          </>
        )}
        {senders === 'known' && ', of people who were let in'}
      </small>
    </div>
  );
}
