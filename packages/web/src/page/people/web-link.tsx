import { ForeignName } from '../view/foreign-name.tsx';

/** A platform said where it leads: to the web, or nowhere. */
export function WebLink({ href }: { readonly href: string }) {
  if (!href.startsWith('https://')) return <ForeignName text={href} />;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {href.slice('https://'.length)}
    </a>
  );
}
