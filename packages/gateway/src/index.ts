// The gateway: one process that owns every connection, session and decision.

export type { SignInLink } from './access/sign-in-link.ts';
export { type AddedChannel, addChannel } from './add-channel.ts';
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from './gateway-error.ts';
export type { GatewayOptions, RunningGateway } from './gateway-options.ts';
export type { PageAsset, PageSource } from './http/page-source.ts';
export { startGateway } from './start-gateway.ts';
export type { StartReport } from './start-report.ts';
export { verifyAudit } from './verify-audit.ts';
