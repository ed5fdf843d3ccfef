/** Line drawings on a 24 × 24 grid, in the colour of the text around them. */
const PATHS = {
  alert: 'M12 8v5M12 16.5v.01M12 3 2.5 20h19z',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
  check: 'M5 12.5 10 17.5 19 7',
  chevron: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  key: 'M4 16a4 4 0 1 0 8 0 4 4 0 0 0-8 0zM11 13l9-9M17 7l2.5 2.5M14 10l2 2',
  menu: 'M4 7h16M4 12h16M4 17h16',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  plus: 'M12 5v14M5 12h14',
  retry: 'M19 12a7 7 0 1 1-2-5M19 3v5h-5',
  search: 'M16 16l4 4M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z',
  stop: 'M7 7h10v10H7z',
  tool: 'M14.5 6a4 4 0 0 0-5 5L4 16.5 7.5 20l5.5-5.5a4 4 0 0 0 5-5L15.5 12 12 8.5z',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  unknown: 'M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
