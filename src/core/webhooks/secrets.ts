import type { SecretBox } from '../settings/secret-box.ts';
import { newSigningSecret } from './sign.ts';
import type { Endpoint, StoredSecret } from './tables.ts';

/** How long the old secret goes on signing after a rotation: time for a receiver to take up the new one. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60_000;

const urlPurpose = (guildId: string, id: string) => `webhook:${guildId}:${id}:url`;
const secretPurpose = (guildId: string, id: string) => `webhook:${guildId}:${id}:secret`;

export const sealUrl = (box: SecretBox, guildId: string, id: string, url: string): Promise<string> =>
  box.seal(url, urlPurpose(guildId, id));

export const openUrl = (
  box: SecretBox,
  endpoint: Pick<Endpoint, 'guildId' | 'id' | 'url'>,
): Promise<string> => box.open(endpoint.url, urlPurpose(endpoint.guildId, endpoint.id));

export async function sealSecret(
  box: SecretBox,
  {
    guildId,
    id,
    now,
    secret = newSigningSecret(),
  }: { guildId: string; id: string; now: Date; secret?: string },
): Promise<{ plain: string; stored: StoredSecret }> {
  const sealed = await box.seal(secret, secretPurpose(guildId, id));
  const stored = { sealed, lastFour: secret.slice(-4), createdAt: now.toISOString(), expiresAt: null };
  return { plain: secret, stored };
}

/** The secrets that sign now, newest first. */
export async function openSecrets(box: SecretBox, endpoint: Endpoint, now: Date): Promise<string[]> {
  const valid = endpoint.secrets.filter(
    ({ expiresAt }) => !expiresAt || Date.parse(expiresAt) > now.getTime(),
  );
  return Promise.all(
    valid.map(({ sealed }) => box.open(sealed, secretPurpose(endpoint.guildId, endpoint.id))),
  );
}
