import { ForeignName } from '../view/foreign-name.tsx';
import type { AddedAccount } from './channel-board.ts';
import { WebLink } from './web-link.tsx';
import { NEXT_WORDS } from './words.ts';

/** What to do with an account that was just connected. The focus comes here: its form is gone. */
export function NextStep({ added }: { readonly added: AddedAccount }) {
  const { name, link, enabled, dmPolicy } = added;
  return (
    <div class="next-step" tabIndex={-1} ref={focusOnce}>
      {enabled ? (
        <>
          <p>
            <b>
              Write to <ForeignName text={name} />:
            </b>{' '}
            <WebLink href={link} />
          </p>
          <p>{NEXT_WORDS[dmPolicy]}</p>
        </>
      ) : (
        <p>
          <ForeignName text={name} /> is kept, and stays closed: coderclaw.yaml says enabled: false.
        </p>
      )}
    </div>
  );
}

function focusOnce(place: HTMLElement | null): void {
  place?.focus();
}
