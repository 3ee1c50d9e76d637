import type { ActionContext } from '../../../core/context.ts';
import { DisabledError } from '../../../core/errors.ts';
import { describeError } from '../../../core/log.ts';
import { checkReachable } from '../../../core/webhooks/resolve-host.ts';
import { parseJson } from '../../../discord/parse-json.ts';
import { VERSION } from '../../../discord/rest.ts';
import { NO_ACCOUNT_ID } from '../model.ts';
import { PanelRefused, PanelUnavailable, PanelUntrusted } from './panel-errors.ts';
import { readServer, readServers } from './read-answer.ts';
import type { ServerProvider } from './server-provider.ts';
import { signRequest } from './sign-request.ts';

/** People wait for most answers. */
const TIMEOUT_MS = 4_000;
/** A hundred servers need a tenth of it. */
const MOST_BYTES = 256 * 1024;

interface Answer {
  status: number;
  text: string;
}

/**
 * A panel reached by HTTP; docs/server-panel.md is its contract. Every request is signed. The address is checked before
 * each one, redirects are not followed, answers are cut off at 256 KB and after four seconds.
 */
export function createHttpProvider(
  ctx: ActionContext,
  panel: { url: string; secret: string },
): ServerProvider {
  const call = (method: string, path: string, body?: object) =>
    callPanel(ctx, panel, { method, path, body: body ? JSON.stringify(body) : '' });
  return {
    async listServers(accountId) {
      if (NO_ACCOUNT_ID.test(accountId)) return [];
      const answer = await call('GET', `/accounts/${encodeURIComponent(accountId)}/servers`);
      // A panel need not know every customer.
      if (answer.status === 404) return [];
      return readServers(readJson(requireOk(answer)), accountId);
    },
    async getServer(serverId) {
      const answer = await call('GET', `/servers/${encodeURIComponent(serverId)}`);
      return answer.status === 404 ? undefined : readServer(readJson(requireOk(answer)), serverId);
    },
    async requestAction({ serverId, actionId, action }) {
      const path = `/servers/${encodeURIComponent(serverId)}/actions`;
      const { status } = await call('POST', path, { actionId, action });
      if (status === 404) throw new PanelRefused('The panel does not know this server any more.');
      if (status === 409)
        throw new PanelRefused('The panel says that this cannot be done to the server now.');
      requireOk({ status, text: '' });
    },
  };
}

async function callPanel(
  ctx: ActionContext,
  panel: { url: string; secret: string },
  { method, path, body }: { method: string; path: string; body: string },
): Promise<Answer> {
  const safety = await checkReachable(ctx.runtime, `${panel.url.replace(/\/$/, '')}${path}`);
  if (safety.kind !== 'safe') {
    if (safety.kind === 'unknown') throw new PanelUnavailable('its address could not be looked up');
    throw new DisabledError(
      `The address of the panel cannot be used: ${safety.problem} An admin has to correct it.`,
    );
  }
  const { url } = safety;
  const timestamp = Math.floor(ctx.now().getTime() / 1_000);
  const signed = { method, path: `${url.pathname}${url.search}`, timestamp, body };
  // Taken out of the object: workerd's fetch refuses to be called as somebody's method.
  const { fetch: doFetch } = ctx.runtime.outside;
  try {
    const response = await doFetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        'user-agent': `Guildhall/${VERSION}`,
        'guildhall-guild': ctx.guildId,
        'guildhall-timestamp': String(timestamp),
        'guildhall-signature': await signRequest(panel.secret, signed),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body } : {}),
    });
    return { status: response.status, text: await readAll(response) };
  } catch (error) {
    if (error instanceof PanelUntrusted) throw error;
    ctx.log.warn('panel not reached', { error: describeError(error) });
    throw new PanelUnavailable(isTimeout(error) ? 'it took too long' : 'it could not be reached');
  }
}

/** Anything but success, in our own words: what a panel writes into its errors is not for people. */
function requireOk(answer: Answer): Answer {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status >= 500 || status === 429 || status === 408) throw new PanelUnavailable(`it answered ${status}`);
  if (status >= 300 && status < 400)
    throw new PanelUntrusted('it leads to another address, and redirects are not followed.');
  if (status === 401 || status === 403)
    throw new PanelRefused(
      'The panel does not accept our signature. An admin has to check the shared secret.',
    );
  throw new PanelRefused(`The panel refused this (${status}).`);
}

function readJson({ text }: Answer): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new PanelUntrusted('it is not JSON.');
  }
}

async function readAll(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > MOST_BYTES) {
      await reader.cancel().catch(() => {});
      throw new PanelUntrusted('it is far too long.');
    }
    text += decoder.decode(value, { stream: true });
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
