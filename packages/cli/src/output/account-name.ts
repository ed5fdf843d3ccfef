/** What a person calls an account: a channel's only one by the channel's name. */
export function accountName(channel: string, account: string): string {
  return account === 'default' ? channel : `${channel}/${account}`;
}
