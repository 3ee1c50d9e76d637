import * as v from 'valibot';
import type { Runtime } from '../runtime.ts';
import { checkAddress, isPublicAddress } from './check-address.ts';

const TIMEOUT_MS = 5_000;
const TYPES = [
  { name: 'A', type: 1 },
  { name: 'AAAA', type: 28 },
] as const;

const Answer = v.object({
  Status: v.number(),
  Answer: v.optional(v.array(v.object({ type: v.number(), data: v.string() })), []),
});

/** The resolver did not answer, so nothing is known: a reason to wait, not to refuse for good. */
export class ResolverDown extends Error {}

/**
 * All IPv4 and IPv6 addresses of a name, by DNS over HTTPS; empty if the name leads nowhere. Throws ResolverDown.
 * @see https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
 */
export async function resolveHost({ outside, config }: Runtime, host: string): Promise<string[]> {
  const { fetch: doFetch } = outside;
  const found = await Promise.all(
    TYPES.map(async ({ name, type }) => {
      try {
        const url = `${config.dnsUrl}?name=${encodeURIComponent(host)}&type=${name}`;
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const response = await doFetch(url, { headers: { accept: 'application/dns-json' }, signal });
        if (!response.ok) throw new Error(`the resolver answered ${response.status}`);
        const { Status: status, Answer: answers } = v.parse(Answer, await response.json());
        // 3 = there is no such name. Anything else but 0 is trouble on the way.
        if (status !== 0 && status !== 3) throw new Error(`the resolver answered with code ${status}`);
        return answers.filter((answer) => answer.type === type).map(({ data }) => data);
      } catch (cause) {
        throw new ResolverDown('The name of the address could not be looked up.', { cause });
      }
    }),
  );
  return found.flat();
}

/** `unsafe` is refused for good, `unknown` may be asked again later. */
export type Safety = { kind: 'safe'; url: URL } | { kind: 'unsafe' | 'unknown'; problem: string };

/**
 * Whether an address may be called at this moment: by its text, and by every address that its name leads to now. Asked
 * when an endpoint is saved and before each try, so that a name that is moved into a private network later is caught.
 * A Worker can't pin the address that `fetch` then uses; see docs/decisions/0006.
 */
export async function checkReachable(runtime: Runtime, text: string): Promise<Safety> {
  const checked = checkAddress(text, { localRun: isLocalRun(runtime.config.publicUrl) });
  if (!checked.ok) return { kind: 'unsafe', problem: checked.problem };
  const { url, literal } = checked;
  if (literal) return { kind: 'safe', url };
  try {
    const addresses = await resolveHost(runtime, url.hostname);
    if (addresses.length === 0)
      return { kind: 'unknown', problem: `There is no “${url.hostname}” on the internet.` };
    const hidden = addresses.find((address) => !isPublicAddress(address));
    if (hidden)
      return { kind: 'unsafe', problem: `“${url.hostname}” leads into a private or reserved network.` };
    return { kind: 'safe', url };
  } catch (error) {
    if (!(error instanceof ResolverDown)) throw error;
    return { kind: 'unknown', problem: `${error.message} Try again in a minute.` };
  }
}

const isLocalRun = (publicUrl: string | undefined): boolean => {
  const url = publicUrl ? URL.parse(publicUrl) : null;
  return url?.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === 'localhost');
};
