import { useState } from 'preact/hooks';
import { foreignLine } from '../view/foreign-line.ts';
import { ForeignName } from '../view/foreign-name.tsx';
import { formatSpan } from '../view/span.ts';
import { type ChannelBoard, type PlaceView, unknownPlaces } from './channel-board.ts';
import { Section } from './section.tsx';
import { WiringForm } from './wiring-form.tsx';
import { accountName } from './words.ts';

/** Groups that wrote and where nobody may talk yet; nothing at all where there are none. */
export function PlaceSection({ board }: { readonly board: ChannelBoard }) {
  const places = unknownPlaces(board.accounts.value ?? []);
  const [opened, setOpened] = useState('');
  if (places.length === 0) return null;
  return (
    <Section title="Groups that wrote">
      {(toTitle) => (
        <>
          <p class="hint">They are not answered until you allow it.</p>
          <ul class="rows">
            {places.map((place) => (
              <li key={keyOf(place)}>
                <div class="about">
                  <b>
                    <ForeignName text={nameOfPlace(place)} />
                  </b>
                  <small>
                    {accountName(place.label, place.account)}, {place.kind}{' '}
                    <ForeignName text={place.address} />, heard{' '}
                    {formatSpan(Date.now() - place.seenAt)} ago
                  </small>
                </div>
                {opened === keyOf(place) ? (
                  <WiringForm
                    place={place}
                    agents={board.agents.value}
                    onSave={async (params) => {
                      if (!(await board.wire(params))) return;
                      setOpened('');
                      toTitle();
                    }}
                    onCancel={() => {
                      setOpened('');
                      toTitle();
                    }}
                  />
                ) : (
                  <button
                    type="button"
                    aria-label={`Allow ${nameOfPlace(place)}`}
                    onClick={() => setOpened(keyOf(place))}
                  >
                    Allow
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function keyOf({ channel, account, address }: PlaceView): string {
  return JSON.stringify([channel, account, address]);
}

/** A place's title, or its address where it has none. */
export function nameOfPlace(place: { title: string | null; address: string }): string {
  return foreignLine(place.title ?? '') || place.address;
}
