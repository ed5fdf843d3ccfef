import {
  type ErrorDetails,
  MIN_PROBE_PROTOCOL_VERSION,
  type NextStep,
  PROTOCOL_VERSION,
  WireError,
} from '@coderclaw/protocol';
import type { CredentialProblem } from './credential.ts';
import type { DeviceProblem } from './device-signature.ts';
import type { PairingReason } from './grant.ts';

/** Why a connection is refused: the error that its `connect` is answered with, and how its socket is closed. */
export type ConnectRefusal = {
  readonly kind: 'refused';
  readonly error: WireError;
  readonly closeCode: 1002 | 1008;
  readonly closeReason: string;
};

const CREDENTIAL_REFUSALS: Readonly<Record<CredentialProblem, readonly [string, NextStep]>> = {
  AUTH_REQUIRED: [
    'unauthorized: send the token of this gateway, or a sign-in link made with `coderclaw dashboard`',
    'update_auth_configuration',
  ],
  AUTH_TOKEN_MISMATCH: [
    'unauthorized: this is not the token of this gateway',
    'update_auth_credentials',
  ],
  AUTH_PASSWORD_MISMATCH: ['unauthorized: the password is wrong', 'update_auth_credentials'],
  AUTH_DEVICE_TOKEN_MISMATCH: [
    'unauthorized: the device token is not valid (any more); sign in again',
    'update_auth_credentials',
  ],
  AUTH_BOOTSTRAP_TOKEN_INVALID: [
    'unauthorized: the sign-in link was used or has expired; make a new one with `coderclaw dashboard`',
    'update_auth_credentials',
  ],
};

export function refuseCredential(code: CredentialProblem): ConnectRefusal {
  const [message, recommendedNextStep] = CREDENTIAL_REFUSALS[code];
  return refuse(message, { code, recommendedNextStep });
}

export function refuseDevice(code: DeviceProblem, reason: string): ConnectRefusal {
  return refuse(`device identity refused: ${reason}`, {
    code,
    recommendedNextStep: 'review_auth_configuration',
  });
}

export function refuseWithoutDevice(): ConnectRefusal {
  return refuse('device identity required: sign the challenge with a device key', {
    code: 'DEVICE_IDENTITY_REQUIRED',
    recommendedNextStep: 'review_auth_configuration',
  });
}

export function refuseForNow(retryAfterMs: number): ConnectRefusal {
  const details = { code: 'AUTH_RATE_LIMITED', recommendedNextStep: 'wait_then_retry' } as const;
  const message = 'unauthorized: too many failed attempts; wait, then try again';
  const error = new WireError('INVALID_REQUEST', message, {
    details,
    retryable: true,
    retryAfterMs,
  });
  return { kind: 'refused', error, closeCode: 1008, closeReason: details.code };
}

const PAIRING_MESSAGES: Readonly<Record<PairingReason, string>> = {
  'not-paired': 'device pairing required',
  'role-upgrade': 'role upgrade pending approval',
  'scope-upgrade': 'scope upgrade pending approval',
};

export type PairingRequest = {
  readonly requestId: string;
  readonly reason: PairingReason;
  readonly deviceId: string;
  readonly requestedRole: string;
  readonly requestedScopes: readonly string[];
};

export function refuseUnpaired(request: PairingRequest): ConnectRefusal {
  const details: ErrorDetails = {
    code: 'PAIRING_REQUIRED',
    ...request,
    remediationHint: 'On the machine of the gateway, run `coderclaw dashboard` and open the link.',
    pauseReconnect: true,
  };
  const message = `${PAIRING_MESSAGES[request.reason]} (requestId: ${request.requestId})`;
  const error = new WireError('NOT_PAIRED', message, { details });
  return { kind: 'refused', error, closeCode: 1008, closeReason: details.code };
}

export function refuseProtocol(): ConnectRefusal {
  const details: ErrorDetails = {
    code: 'PROTOCOL_MISMATCH',
    expectedProtocol: PROTOCOL_VERSION,
    minimumProbeProtocol: MIN_PROBE_PROTOCOL_VERSION,
  };
  const error = new WireError('INVALID_REQUEST', 'protocol mismatch', { details });
  return { kind: 'refused', error, closeCode: 1002, closeReason: 'protocol mismatch' };
}

export function refuseRole(): ConnectRefusal {
  const message = 'invalid connect params: at role: must be "operator" or "node"';
  const error = new WireError('INVALID_REQUEST', message);
  return { kind: 'refused', error, closeCode: 1008, closeReason: 'invalid role' };
}

function refuse(message: string, details: ErrorDetails): ConnectRefusal {
  const error = new WireError('INVALID_REQUEST', message, { details });
  return { kind: 'refused', error, closeCode: 1008, closeReason: details.code };
}
