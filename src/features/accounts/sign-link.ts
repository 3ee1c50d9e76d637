import { toHex } from '../../core/hash.ts';

/** What the host application says with a signed link: this account may be linked by whoever opens it, until then. */
export interface SignedLink {
  guildId: string;
  account: string;
  name: string;
  /** Unix seconds. */
  exp: number;
  nonce: string;
}

/** What is signed: one line for each value, so that no two links read alike. Values hold no line breaks. */
const textOf = ({ guildId, account, name, exp, nonce }: SignedLink): string =>
  ['guildhall-link-v1', guildId, account, name, String(exp), nonce].join('\n');

/** HMAC-SHA256 under the server's link secret, in hex. */
export async function signLink(secret: string, link: SignedLink): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(textOf(link)))));
}

/** Whether the signature is this link's. Takes the same time whatever is given. */
export async function isSignedBy(secret: string, link: SignedLink, signature: string): Promise<boolean> {
  const expected = await signLink(secret, link);
  let different = signature.length ^ expected.length;
  for (let at = 0; at < expected.length; at++)
    different |= signature.charCodeAt(at) ^ expected.charCodeAt(at);
  return different === 0;
}
