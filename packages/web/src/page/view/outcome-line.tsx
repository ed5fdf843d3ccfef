export type Outcome = { readonly kind: 'good' | 'bad'; readonly text: string };

/** What became of what was last asked for, in view wherever one reads; told to screen readers. */
export function OutcomeLine({ outcome }: { readonly outcome: Outcome | null }) {
  return (
    <p class={outcome ? `outcome sticky ${outcome.kind}` : 'visually-hidden'} role="status">
      {outcome?.text}
    </p>
  );
}
