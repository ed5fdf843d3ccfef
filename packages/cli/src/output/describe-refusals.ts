/** Strangers whom nobody told that there was no room for their request. */
export function describeTurnedAway(strangers: number): string {
  const who = strangers === 1 ? '1 stranger was' : `${strangers} strangers were`;
  return `${who} turned away within a day, since too many requests waited already.`;
}

/** Senders who are not answered for a while and not told so. */
export function describeLoops(senders: number): string {
  const who = senders === 1 ? '1 sender was' : `${senders} senders were`;
  return `${who} cut off within a day for a while, as a program in a loop with the bot. Which: npx coderclaw logs`;
}
