import type { Channel } from '../channel.ts';
import type { RecordingHost } from '../testing/recording-host.ts';

/** How the platform treats the next calls. See the fake platform for the meaning of each. */
export type SendTrouble = 'rate-limited' | 'unavailable' | 'refuse' | 'lost-answer' | 'hang';

/** What somebody writes, told to the platform's side of a test. */
export type TestMessage = {
  readonly id: string;
  readonly conversation: string;
  readonly from: string;
  readonly text: string;
};

/** The two sides of an adapter under test. Every test has a new one. */
export type ChannelUnderTest = {
  readonly channel: Channel;
  readonly host: RecordingHost;
  /** Settings that the platform refuses; left out where nothing can be wrong with them. */
  readonly wrongOptions?: { readonly [name: string]: string };
  /** Somebody writes. Resolves when the adapter is done with it, or has given the refusal back. */
  write(message: TestMessage): Promise<void>;
  /** The same message comes once more. */
  writeAgain(message: TestMessage): Promise<void>;
  /** What the platform was told is accepted, in that order; the answers given, on a pull channel. */
  acknowledged(): readonly string[];
  /** The platform's side of sending; left out by pull channels. */
  readonly platform?: {
    troubles(...next: readonly SendTrouble[]): void;
    posts(): readonly { readonly conversation: string; readonly text: string }[];
  };
};
