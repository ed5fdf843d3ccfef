import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

export type SectionProps = {
  readonly title: string;
  /** `toTitle` takes the focus there when the row that had it is gone. */
  children(toTitle: () => void): ComponentChildren;
};

/** A part of the panel under its title. */
export function Section({ title, children }: SectionProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h3>
      {children(() => heading.current?.focus())}
    </section>
  );
}
