import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

export type DialogProps = {
  readonly title: string;
  /** As wide as a page, and with a way out at its top: for what is looked through. */
  readonly wide?: boolean;
  /** Told of each press of a button within, before the button itself. */
  onPress?(): void;
  /** Also called for Escape and for a click beside the dialog. */
  onClose(): void;
  readonly children: ComponentChildren;
};

/** A modal dialog: the browser's own keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ title, wide = false, onPress, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, and the browser's.
    <dialog
      ref={dialog}
      class={wide ? 'wide' : ''}
      aria-labelledby={titleId}
      onClose={onClose}
      onClickCapture={({ target }) => {
        if (target instanceof Element && target.closest('button')) onPress?.();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={titleId}>{title}</h2>
          {wide && (
            <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
              <Icon name="close" />
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
