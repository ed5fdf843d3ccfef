import { ChannelError } from '@coderclaw/channel-kit';
import { type Logger, StoreError } from '@coderclaw/core';
import { WireError } from '@coderclaw/protocol';

/**
 * What a client is told of an error: a refusal as it is, a store's error by its kind, anything else
 * only that it happened. The whole of it goes to the log.
 */
export function toWireError(error: unknown, method: string, logger: Logger): WireError {
  if (error instanceof WireError) return error;
  if (error instanceof ChannelError && error.code === 'CHANNEL_INVALID_INPUT') {
    return new WireError('INVALID_REQUEST', error.message, { cause: error });
  }
  if (error instanceof StoreError) {
    const refusal = fromStoreError(error);
    if (refusal.code === 'UNAVAILABLE')
      logger.error('a request met a failing store', { method, error });
    return refusal;
  }
  logger.error('a request failed', { method, error });
  return new WireError('UNAVAILABLE', 'the gateway failed to do this; its log says why', {
    retryable: false,
  });
}

/** What one who has not shown who it is hears of a failure: nothing of what lies behind it (T02). */
export function toRefusal(error: unknown, logger: Logger): WireError {
  if (error instanceof WireError) return error;
  logger.error('a sign-in failed', { error });
  return new WireError('UNAVAILABLE', 'the gateway could not decide; its log says why', {
    retryable: true,
  });
}

function fromStoreError(error: StoreError): WireError {
  switch (error.code) {
    case 'STORE_NOT_FOUND':
      return new WireError('NOT_FOUND', error.message, { cause: error });
    case 'STORE_CONFLICT':
    case 'STORE_ILLEGAL_TRANSITION':
      return new WireError('CONFLICT', error.message, { cause: error });
    default:
      return new WireError('UNAVAILABLE', error.message, {
        retryable: error.retryable,
        cause: error,
      });
  }
}
