/** Who we are to the platform, and to the gateway. */
export type Login = {
  /** The gateway's name of the account. */
  readonly account: string;
  readonly botId: number;
  /** Without its `@`. */
  readonly username: string;
};

export const CHANNEL_NAME = 'telegram';
