import { createHmac } from 'node:crypto';
import { bundleForUpload } from '../bundle.ts';
import type { WorkerConfiguration } from './configuration.ts';

/** Cloudflare takes tags of 25 characters. */
const LENGTH = 20;

/**
 * Short name of everything that is deployed together: code, configuration, secrets. It stands as the tag of the version,
 * so that a later run can tell that there is nothing to do. Keyed, so that it says nothing about the secrets.
 */
export async function fingerprint(
  { text }: WorkerConfiguration,
  secrets: Readonly<Record<string, string>>,
  key: string,
): Promise<string> {
  const hmac = createHmac('sha256', key);
  const modules = await bundleForUpload();
  for (const part of [text, ...[...modules].sort().flat(), ...Object.entries(secrets).sort().flat()]) {
    hmac.update(`${part.length}:`).update(part);
  }
  return `gh-${hmac.digest('base64url').slice(0, LENGTH)}`;
}
