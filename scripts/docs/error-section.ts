import { AGENT_ERRORS, type AgentErrorCode } from '@coderclaw/agent';
import { CHANNEL_ERRORS } from '@coderclaw/channel-kit';
import { CLI_ERRORS } from '@coderclaw/cli';
import { CLIENT_ERRORS } from '@coderclaw/client';
import { CONFIG_ERRORS, ConfigError, type ConfigErrorCode } from '@coderclaw/config';
import { STORE_ERRORS, StoreError, type StoreErrorCode } from '@coderclaw/core';
import { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from '@coderclaw/gateway';
import { code, formatTable } from './markdown.ts';

const HEADER = ['code', 'meaning, and what to do', 'may help to repeat'];

export function formatStoreErrors(): string {
  return formatFamily(STORE_ERRORS, (name) => new StoreError(name as StoreErrorCode).retryable);
}

export function formatConfigErrors(): string {
  return formatFamily(CONFIG_ERRORS, (name) => new ConfigError(name as ConfigErrorCode).retryable);
}

export function formatGatewayErrors(): string {
  return formatFamily(
    GATEWAY_ERRORS,
    (name) => new GatewayError(name as GatewayErrorCode).retryable,
  );
}

export function formatClientErrors(): string {
  return formatTable(
    HEADER,
    Object.entries(CLIENT_ERRORS).map(([name, { meaning, retryable }]) => [
      code(name),
      meaning,
      yesNo(retryable),
    ]),
  );
}

export function formatCliErrors(): string {
  return formatTable(
    ['code', 'meaning, and what to do', 'exit code', 'may help to repeat'],
    Object.entries(CLI_ERRORS).map(([name, { meaning, exitCode, retryable }]) => [
      code(name),
      meaning,
      String(exitCode),
      yesNo(retryable),
    ]),
  );
}

export function formatAgentErrors(): string {
  return formatTable(
    ['code', 'what to do', 'may help to repeat'],
    (Object.keys(AGENT_ERRORS) as AgentErrorCode[]).map((name) => [
      code(name),
      AGENT_ERRORS[name].next,
      yesNo(AGENT_ERRORS[name].retryable),
    ]),
  );
}

export function formatChannelErrors(): string {
  return formatTable(
    ['code', 'meaning, and what to do', 'the platform may have acted', 'may help to repeat'],
    Object.entries(CHANNEL_ERRORS).map(([name, { message, sent, retryable }]) => [
      code(name),
      message,
      sent,
      yesNo(retryable),
    ]),
  );
}

function formatFamily(
  registry: Readonly<Record<string, string>>,
  isRetryable: (name: string) => boolean,
): string {
  const rows = Object.entries(registry).map(([name, meaning]) => [
    code(name),
    meaning,
    yesNo(isRetryable(name)),
  ]);
  return formatTable(HEADER, rows);
}

function yesNo(retryable: boolean): string {
  return retryable ? 'yes' : 'no';
}
