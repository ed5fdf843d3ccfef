import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { link, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientError } from '../client-error.ts';
import { type Device, formatBase64Url } from '../device.ts';

const KEY_FILE = 'device-key.pem';
const TOKEN_FILE = 'device-tokens.json';

/**
 * This machine's device: an Ed25519 key in `directory`, made at first use, and the tokens beside it.
 * Both files have mode 0600 and the directory is made with 0700. Throws `CLIENT_DEVICE` when a file is
 * damaged, or readable by others.
 */
export async function openDeviceFile(directory: string): Promise<Device> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const privateKey = await loadKey(join(directory, KEY_FILE));
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  const rawPublicKey = Buffer.from(x!, 'base64url');
  const tokens = new TokenFile(join(directory, TOKEN_FILE));
  return {
    id: createHash('sha256').update(rawPublicKey).digest('hex'),
    publicKey: formatBase64Url(rawPublicKey),
    sign: async (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64url'),
    loadToken: (gateway, role) => tokens.load(`${role} ${gateway}`),
    saveToken: (gateway, role, token) => tokens.save(`${role} ${gateway}`, token),
    forgetToken: (gateway, role) => tokens.save(`${role} ${gateway}`, undefined),
  };
}

async function loadKey(path: string): Promise<KeyObject> {
  const text = (await readPrivate(path)) ?? (await createKey(path));
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (cause) {
    throw damaged(path, cause);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw damaged(path);
  return key;
}

/** Two processes that start at once agree on one key: the one whose link comes first. */
async function createKey(path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST')
      throw new ClientError('CLIENT_DEVICE', `${path} could not be written`, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
  const text = await readPrivate(path);
  if (text === undefined) throw damaged(path);
  return text;
}

class TokenFile {
  readonly #path: string;
  /** Saves of this process follow one another; the file is read anew for each, because others write it too. */
  #tail: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async load(key: string): Promise<string | undefined> {
    await this.#tail.catch(() => {
      // Ignored: whoever saved was told; what the file holds is still true.
    });
    return (await this.#read()).get(key);
  }

  save(key: string, token: string | undefined): Promise<void> {
    const saving = this.#tail.then(
      () => this.#write(key, token),
      () => this.#write(key, token),
    );
    this.#tail = saving;
    return saving;
  }

  async #write(key: string, token: string | undefined): Promise<void> {
    const tokens = await this.#read();
    if (token === undefined) tokens.delete(key);
    else tokens.set(key, token);
    const draft = `${this.#path}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(Object.fromEntries(tokens), null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    await rename(draft, this.#path);
  }

  async #read(): Promise<Map<string, string>> {
    const text = await readPrivate(this.#path);
    if (text === undefined) return new Map();
    try {
      const entries = Object.entries(JSON.parse(text) as object);
      return new Map(
        entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    } catch (cause) {
      throw damaged(this.#path, cause);
    }
  }
}

/** The text of a file that only its owner may read; undefined when there is none. */
async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const { mode } = await lstat(path);
    const isExposed = process.platform !== 'win32' && (mode & 0o077) !== 0;
    if (isExposed)
      throw new ClientError(
        'CLIENT_DEVICE',
        `${path} can be read by others; if you trust it nevertheless, run chmod 600 on it`,
      );
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof ClientError) throw error;
    throw new ClientError('CLIENT_DEVICE', `${path} could not be read`, { cause: error });
  }
}

function damaged(path: string, cause?: unknown): ClientError {
  return new ClientError('CLIENT_DEVICE', `${path} is damaged; delete it and sign in again`, {
    cause,
  });
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
