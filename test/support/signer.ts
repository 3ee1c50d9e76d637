import { generateKeyPairSync, sign } from 'node:crypto';

export interface Signer {
  /** As in the developer portal: 64 hex digits. */
  publicKey: string;
  /** Headers that Discord would send with exactly this body at this time (Unix milliseconds). */
  headers(body: string | Uint8Array, nowMs?: number): Record<string, string>;
}

/** A key pair of its own that signs as Discord does: Ed25519 over timestamp and raw body. */
export function createSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    publicKey: raw.toString('hex'),
    headers(body, nowMs = Date.now()) {
      const timestamp = String(Math.floor(nowMs / 1_000));
      const message = Buffer.concat([Buffer.from(timestamp), Buffer.from(body)]);
      return {
        'content-type': 'application/json',
        'x-signature-ed25519': sign(null, message, privateKey).toString('hex'),
        'x-signature-timestamp': timestamp,
      };
    },
  };
}
