import { ClientError } from '../client-error.ts';
import { type Device, formatBase64Url } from '../device.ts';

/** Where a page keeps its device: values that survive a reload, among them `CryptoKey`s. */
export interface Vault {
  get(key: string): Promise<unknown>;
  /** `undefined` removes. */
  put(key: string, value: unknown): Promise<void>;
}

export type DeviceVault =
  | { readonly kind: 'ready'; readonly device: Device }
  /** The page can not hold a key: an old browser, or an address that is neither https nor loopback. */
  | { readonly kind: 'unsupported'; readonly reason: string };

const KEY_PAIR = 'key-pair';

/**
 * This browser's device: an Ed25519 key pair that no script can read out, made at first use. Throws
 * `CLIENT_DEVICE` when the vault fails.
 */
export async function openDeviceVault(
  vault: Vault = openIndexedVault('coderclaw-device'),
): Promise<DeviceVault> {
  if (globalThis.crypto?.subtle === undefined) {
    return {
      kind: 'unsupported',
      reason: 'keys need https, or an address on this machine such as http://127.0.0.1:18789',
    };
  }
  const pair = await guard(() => loadKeyPair(vault));
  if (pair === undefined)
    return { kind: 'unsupported', reason: 'this browser does not know Ed25519 keys; update it' };
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', raw));
  const nameOf = (gateway: string, role: string) => `token ${role} ${gateway}`;
  const device: Device = {
    id: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    publicKey: formatBase64Url(raw),
    sign: async (text) => {
      const signature = await crypto.subtle.sign(
        'Ed25519',
        pair.privateKey,
        new TextEncoder().encode(text),
      );
      return formatBase64Url(new Uint8Array(signature));
    },
    loadToken: async (gateway, role) => {
      const token = await guard(() => vault.get(nameOf(gateway, role)));
      return typeof token === 'string' ? token : undefined;
    },
    saveToken: (gateway, role, token) => guard(() => vault.put(nameOf(gateway, role), token)),
    forgetToken: (gateway, role) => guard(() => vault.put(nameOf(gateway, role), undefined)),
  };
  return { kind: 'ready', device };
}

async function loadKeyPair(vault: Vault): Promise<CryptoKeyPair | undefined> {
  const stored = (await vault.get(KEY_PAIR)) as CryptoKeyPair | undefined;
  if (stored !== undefined) return stored;
  let pair: CryptoKeyPair;
  try {
    pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  } catch (error) {
    if ((error as Error).name === 'NotSupportedError') return undefined;
    throw error;
  }
  await vault.put(KEY_PAIR, pair);
  return pair;
}

async function guard<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw new ClientError(
      'CLIENT_DEVICE',
      "the browser's storage failed; private windows may forbid it",
      { cause },
    );
  }
}

/** One object store of one IndexedDB database. */
export function openIndexedVault(database: string): Vault {
  const store = 'vault';
  let opened: Promise<IDBDatabase> | undefined;
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(store);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  };
  const run = async (mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest) => {
    const transaction = (await open()).transaction(store, mode);
    const request = work(transaction.objectStore(store));
    return new Promise<unknown>((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    get: (key) => run('readonly', (rows) => rows.get(key)),
    put: async (key, value) => {
      await run('readwrite', (rows) =>
        value === undefined ? rows.delete(key) : rows.put(value, key),
      );
    },
  };
}
