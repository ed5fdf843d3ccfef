import { ChannelError } from '@coderclaw/channel-kit';
import {
  type AccountPlan,
  CHANNEL_SCHEMAS,
  ConfigError,
  DEFAULT_ACCOUNT,
  listSecrets,
  saveAccount,
} from '@coderclaw/config';
import type { JsonObject } from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';
import { checkLogin } from '../channel/check-login.ts';
import { noteConfigChange } from './config-change.ts';
import type { GatewayContext, Handler } from './context.ts';

/** What a person is asked for, from what the configuration knows of each channel. */
export const channelsDescribe: Handler<'channels.describe'> = () => ({
  channels: CHANNEL_SCHEMAS.map(({ name, label, guide, asked, options }) => ({
    channel: name,
    label,
    guide,
    fields: asked.map((field) => ({
      ...field,
      secret: options.some(({ path, secret }) => path === field.option && secret === true),
    })),
  })),
});

export const channelsCheck: Handler<'channels.check'> = async ({ gateway }, params) => {
  const { channel, account = DEFAULT_ACCOUNT, options = {} } = params;
  const wish = { channel, account, options: options as JsonObject };
  // A stored login goes to the address that it was stored for, and nowhere else (T18).
  if (Object.keys(options).length > 0) demandLogin(wish);
  const { settings } = await plan(gateway, wish);
  try {
    return { ok: true, ...(await checkLogin(settings, gateway)) };
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const message = gateway.redactor.redact(error.message);
    return { ok: false, problem: { code: error.code, message } };
  }
};

/** The platform is asked first: what it refuses is not written. */
export const channelsAdd: Handler<'channels.add'> = async (context, params) => {
  const { gateway } = context;
  const { channel, account = DEFAULT_ACCOUNT } = params;
  const options = params.options as JsonObject;
  demandLogin({ channel, options });
  const planned = await plan(gateway, { channel, account, options });
  const { name, link } = await checkLogin(planned.settings, gateway).catch(
    (error: unknown): never => {
      if (!(error instanceof ChannelError)) throw error;
      const code = error.retryable ? 'UNAVAILABLE' : 'INVALID_REQUEST';
      const details = { reason: error.code };
      throw new WireError(code, gateway.redactor.redact(error.message), { details, cause: error });
    },
  );
  await saveAccount(gateway.config.paths, planned).catch(rejectAsWireError);
  const { path, enabled, policy } = planned.settings;
  await noteConfigChange(context, path, 'channels.add', {
    channel,
    account,
    options: Object.keys(options).join(', '),
  });
  await gateway.config.reload();
  const { dmPolicy } = policy;
  return { ok: true, channel, account, enabled, dmPolicy, name, link };
};

export const channelsRemove: Handler<'channels.remove'> = async (context, params) => {
  const { gateway } = context;
  const { channel, account = DEFAULT_ACCOUNT } = params;
  const removal = await gateway.config.removeAccount({ channel, account }).catch(rejectAsWireError);
  if (removal.kind === 'absent')
    throw new WireError('NOT_FOUND', 'there is no such account; channels.status has them');
  await noteConfigChange(context, `channels.${channel}`, 'channels.remove', { channel, account });
  await gateway.config.reload();
  return { ok: true, remains: removal.remains };
};

type Wish = { readonly channel: string; readonly options: JsonObject };

function demandLogin({ channel, options }: Wish): void {
  const login = CHANNEL_SCHEMAS.find(({ name }) => name === channel)?.login.option;
  if (login !== undefined && options[login] === undefined)
    throw new WireError('INVALID_REQUEST', `options needs ${login}`);
}

async function plan(
  { config, redactor }: GatewayContext,
  wish: Wish & { readonly account: string },
): Promise<AccountPlan> {
  const planned = await config.planAccount(wish).catch(rejectAsWireError);
  for (const secret of listSecrets(planned.settings)) redactor.learn(secret.reveal());
  return planned;
}

function rejectAsWireError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  const code = error.code === 'CONFIG_CONFLICT' ? 'CONFLICT' : 'INVALID_REQUEST';
  throw new WireError(code, error.message, { cause: error });
}
