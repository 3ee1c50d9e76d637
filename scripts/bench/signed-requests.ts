import { generateKeyPairSync, sign } from 'node:crypto';

export interface RequestSigner {
  /** 64 hex digits, as in the developer portal. */
  publicKey: string;
  /** A whole HTTP/1.1 request to `/interactions`, signed now; signatures are good for five minutes. */
  request(body: string): Buffer;
}

/** Signs as Discord does: Ed25519 over timestamp and raw body. */
export function createRequestSigner(): RequestSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    publicKey: raw.toString('hex'),
    request(body) {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex');
      const head = [
        'POST /interactions HTTP/1.1',
        'host: guildhall.example',
        'content-type: application/json',
        'user-agent: Discord-Interactions/1.0 (+https://discord.com)',
        `x-signature-ed25519: ${signature}`,
        `x-signature-timestamp: ${timestamp}`,
        `content-length: ${Buffer.byteLength(body)}`,
      ];
      return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    },
  };
}
