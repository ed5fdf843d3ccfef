import type { ModelSource } from '@coderclaw/agent';
import type { Channel } from '@coderclaw/channel-kit';
import type { Environment } from '@coderclaw/config';
import type {
  Checkpoint,
  Clock,
  InboundEvent,
  PolicyDirectory,
  Principal,
  PrincipalId,
} from '@coderclaw/core';
import type { SignInLink } from './access/sign-in-link.ts';
import type { ChannelSources } from './channel/channel-source.ts';
import type { PageSource } from './http/page-source.ts';
import type { StartReport } from './start-report.ts';

/** How a gateway is started. Everything may be left out. */
export type GatewayOptions = {
  /** The home directory; CODERCLAW_HOME, or `~/.coderclaw`. */
  readonly home?: string;
  /** 0 takes a free one. By default the configuration's. */
  readonly port?: number;
  /** An address, or a word of `gateway.bind`. Said here, it may open the gateway to other machines. */
  readonly bind?: string;
  /** Prints the log as well. */
  readonly verbose?: boolean;
  /** Told of each line that is printed; stderr by default. */
  readonly print?: (line: string) => void;
  /** The chat page. Without it there is nothing at `/` but the WebSocket. */
  readonly page?: PageSource;
  /** Where keys come from that the file is silent about; the process's environment by default. */
  readonly env?: Environment;
  /** Told of every instant at which a killed process must lose nothing. */
  readonly checkpoint?: Checkpoint;
  readonly clock?: Clock;
  /** Models for the agents instead of the configured ones. */
  readonly models?: ModelSource;
  /** Channels beside the gateway's own. */
  readonly channels?: readonly Channel[];
  /** The channels that the configuration may name, instead of those that come with the gateway. */
  readonly channelSources?: ChannelSources;
  /** Who may write on those channels. By default what the configuration says, which knows nothing of `channels`. */
  readonly policies?: PolicyDirectory;
  /** Who wrote on those channels, in place of every access rule. */
  readonly identify?: (event: InboundEvent) => Principal;
};

export type RunningGateway = {
  /** Where a client on this machine connects, such as `http://127.0.0.1:18789`. */
  readonly url: string;
  readonly port: number;
  readonly report: StartReport;
  /** A fresh single-use link, for ten minutes. */
  signInLink(): Promise<SignInLink>;
  /** Takes a device's rights away and closes its sockets. False when it was not paired. */
  revokeDevice(deviceId: string, by?: PrincipalId): Promise<boolean>;
  /** Puts running work aside durably and closes, within two seconds. Repeatable. */
  stop(): Promise<void>;
};
