import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export type ConfirmButtonProps = {
  readonly label: string;
  /** Of the button, for those who do not see what it stands beside. */
  readonly about: string;
  /** What follows from it, asked before it is done. */
  readonly question: string;
  onConfirm(): void;
};

/** A button whose press asks once more. Escape and the other answer leave everything as it is. */
export function ConfirmButton({ label, about, question, onConfirm }: ConfirmButtonProps) {
  const [asking, setAsking] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // The focus goes to the harmless answer, and back.
  useLayoutEffect(() => {
    if (asking) keep.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = asking;
  }, [asking]);
  if (!asking) {
    return (
      <button
        type="button"
        ref={opener}
        aria-label={`${label} ${about}`}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  }
  return (
    <fieldset
      class="confirm"
      aria-label={question}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        setAsking(false);
      }}
    >
      <span>{question}</span>
      <button type="button" ref={keep} onClick={() => setAsking(false)}>
        Keep
      </button>
      <button type="button" class="danger" onClick={onConfirm}>
        {label}
      </button>
    </fieldset>
  );
}
