/** What a name that a person chooses may look like, by the placeholder that stands for it in the table. */
export type NameFormat = { readonly pattern: RegExp; readonly expected: string };

export const NAME_FORMATS: Readonly<Record<string, NameFormat>> = {
  // They stand before the slash of a model and between dots.
  '<name>': {
    pattern: /^[a-z][a-z0-9_-]{0,63}$/iu,
    expected: 'begin with a letter and have letters, digits, - and _ only',
  },
  // They stand in rows, in session keys and in the path of a webhook.
  '<account>': {
    pattern: /^[a-z0-9][a-z0-9_-]{0,63}$/u,
    expected: 'are up to 64 small letters, digits, - and _, beginning with a letter or digit',
  },
  '<group>': {
    pattern: /^-?\d{1,20}$/u,
    expected:
      "are groups' numeric ids such as -1001234567890 (write /whoami in a group to see its)",
  },
};
