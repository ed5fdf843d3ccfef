/** What a command's end tells the shell; documented in `coderclaw --help`. */
export const EXIT = {
  done: 0,
  /** The work failed: a run ended in anything but `ok`, a check found a problem, a request was refused. */
  failed: 1,
  /** The command line itself is wrong; nothing was tried. */
  usage: 2,
  /** No gateway answered. */
  unreachable: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
