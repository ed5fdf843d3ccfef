/**
 * The single-use code in a sign-in link's fragment. It is taken out of the address at once, so that
 * neither the history nor a bookmark nor a look over the shoulder keeps it.
 */
export function takeSignInCode(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  if (location.hash === '') return null;
  const code = parseSignInCode(location.hash);
  history.replaceState(null, '', location.pathname);
  return code;
}

/** Reads what a person pasted: a sign-in link, its fragment, or the bare code. Null when it is none of these. */
export function parseSignInCode(text: string): string | null {
  const trimmed = text.trim();
  const code = trimmed.includes('#')
    ? new URLSearchParams(trimmed.split('#')[1]).get('code')
    : trimmed;
  return code && /^[\w-]{8,256}$/u.test(code) ? code : null;
}
