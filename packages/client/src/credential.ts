import type { ConnectAuth, WireError } from '@coderclaw/protocol';
import type { Device } from './device.ts';

/**
 * Which credential to show next. A sign-in code is shown once; then what the caller gave, then the
 * token that the gateway issued to this device.
 */
export class Credentials {
  readonly #given: ConnectAuth;
  readonly #device: Device | undefined;
  readonly #gateway: string;
  readonly #role: string;
  #codeUsed = false;
  #givenRefused = false;

  constructor(given: ConnectAuth, device: Device | undefined, gateway: string, role: string) {
    this.#given = given;
    this.#device = device;
    this.#gateway = gateway;
    this.#role = role;
  }

  async choose(): Promise<ConnectAuth> {
    const { bootstrapToken, ...given } = this.#given;
    if (bootstrapToken && !this.#codeUsed) return { bootstrapToken };
    const hasGiven = Object.values(given).some(Boolean);
    if (hasGiven && !this.#givenRefused) return given;
    const deviceToken = await this.#device?.loadToken(this.#gateway, this.#role);
    if (deviceToken !== undefined) return { deviceToken };
    return given;
  }

  /** The gateway accepted `shown`, and may have issued a device token. */
  async accepted(shown: ConnectAuth, issued: string | undefined): Promise<void> {
    if (shown.bootstrapToken) this.#codeUsed = true;
    if (issued !== undefined) await this.#device?.saveToken(this.#gateway, this.#role, issued);
  }

  /** The gateway refused `shown`. Whether another credential is worth a try. */
  async refused(shown: ConnectAuth, error: WireError): Promise<boolean> {
    if (error.detailCode === 'AUTH_RATE_LIMITED' || !error.detailCode?.startsWith('AUTH_'))
      return false;
    if (shown.deviceToken && shown.deviceToken !== this.#given.deviceToken) {
      await this.#device?.forgetToken(this.#gateway, this.#role);
      return false;
    }
    if (shown.bootstrapToken) this.#codeUsed = true;
    else if (this.#givenRefused) return false;
    else this.#givenRefused = true;
    const next = await this.choose();
    return Object.values(next).some((value) => value && !Object.values(shown).includes(value));
  }
}
