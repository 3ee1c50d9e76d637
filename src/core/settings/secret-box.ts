import { toHex } from '../hash.ts';

/**
 * Seals per-guild secrets and tokens with AES-256-GCM under a key ring `k2:<base64>,k1:<base64>` of 32-byte keys.
 * The first key seals; every key opens, so a new key is put in front and old rows go on working.
 */
export interface SecretBox {
  seal(plain: string, purpose: string): Promise<string>;
  /** Throws when the key is gone, the text was altered, or it was sealed for another purpose. */
  open(sealed: string, purpose: string): Promise<string>;
  /** A signature (HMAC-SHA-256) under the first key, `k2:<hex>`; undefined without keys. */
  sign(text: string, purpose: string): Promise<string | undefined>;
  /** Whether a key of the ring, which must still be there, signed the text for this purpose. */
  isSigned(text: string, signature: string, purpose: string): Promise<boolean>;
  /** How all begin that the newest key sealed; undefined without keys. What begins otherwise waits to be sealed anew. */
  readonly newest: string | undefined;
}

const PREFIX = 'sealed';
const IV_BYTES = 12;

export function createSecretBox(ring: string | undefined): SecretBox {
  const entries = (ring ?? '').split(',').flatMap((entry) => {
    const [name, key] = entry.trim().split(':');
    return name && key ? [{ name, key }] : [];
  });
  const imported = (key: string) =>
    crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['encrypt', 'decrypt']);

  const [newest] = entries;
  return {
    newest: newest && [PREFIX, newest.name, ''].join(':'),
    async seal(plain, purpose) {
      const [first] = entries;
      if (!first) throw new Error('ENCRYPTION_KEYS is not set, so secrets cannot be stored');
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const algorithm = { name: 'AES-GCM', iv, additionalData: encode(purpose) };
      const cipher = await crypto.subtle.encrypt(algorithm, await imported(first.key), encode(plain));
      return [PREFIX, first.name, toBase64(iv), toBase64(new Uint8Array(cipher))].join(':');
    },
    async open(sealed, purpose) {
      const [prefix, name, iv, cipher] = sealed.split(':');
      const entry = entries.find((candidate) => candidate.name === name);
      if (prefix !== PREFIX || !iv || !cipher) throw new Error('not a sealed secret');
      if (!entry) throw new Error(`the key "${name}" is not in ENCRYPTION_KEYS any more`);
      const algorithm = { name: 'AES-GCM', iv: fromBase64(iv), additionalData: encode(purpose) };
      const plain = await crypto.subtle.decrypt(algorithm, await imported(entry.key), fromBase64(cipher));
      return new TextDecoder().decode(plain);
    },
    async sign(text, purpose) {
      const [first] = entries;
      if (!first) return undefined;
      const mac = await crypto.subtle.sign('HMAC', await signingKey(first.key, purpose), encode(text));
      return `${first.name}:${toHex(new Uint8Array(mac))}`;
    },
    async isSigned(text, signature, purpose) {
      const [name, hex = ''] = signature.split(':');
      const entry = entries.find((candidate) => candidate.name === name);
      if (!entry || !/^[0-9a-f]{64}$/.test(hex)) return false;
      const mac = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
      return crypto.subtle.verify('HMAC', await signingKey(entry.key, purpose), mac, encode(text));
    },
  };
}

export const isSealed = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith(`${PREFIX}:`);

/** A key of its own for each purpose, so that no signature is good for another and none tells of what seals. */
async function signingKey(key: string, purpose: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', fromBase64(key), 'HKDF', false, ['deriveKey']);
  const salt = new Uint8Array(0);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: encode(`sign:${purpose}`) },
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}

const encode = (text: string) => new TextEncoder().encode(text);
const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
