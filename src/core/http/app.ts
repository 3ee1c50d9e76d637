import { liveGuildOf } from '../live/live-path.ts';
import type { Runtime } from '../runtime.ts';
import { isWebPath } from '../web/web-paths.ts';
import { EVENTS_PATH } from '../webhook-events/path.ts';
import { problemResponse } from './problem.ts';
import { countRequest, limitOf, ratePolicy } from './rate-limit.ts';

/** Everything that is not an interaction. Counts the request, hands it on, and adds the headers that all answers have. */
export async function handleHttp(request: Request, runtime: Runtime): Promise<Response> {
  const requestId = crypto.randomUUID().slice(0, 13);
  const { pathname } = new URL(request.url);
  const limit = await limitOf(request, pathname);
  let response: Response;
  try {
    if (limit) await countRequest(runtime, limit.name, limit.subject);
    const live = liveGuildOf(request, pathname);
    if (pathname === EVENTS_PATH) {
      const { receiveWebhookEvent } = await import('../webhook-events/receive.ts');
      response = await receiveWebhookEvent(request, runtime);
    } else if (live !== undefined) {
      const { serveLive } = await import('../live/serve-live.ts');
      response = await serveLive(request, runtime, { guildId: live, requestId });
    } else
      response = isWebPath(request.url, runtime.registry)
        ? await (await import('../web/handle-web.tsx')).handleWeb(request, runtime, requestId)
        : await (await import('./api-app.ts')).handleApi(request, runtime, requestId);
  } catch (error) {
    response = problemResponse(error, runtime, { requestId, route: pathname });
  }
  // A socket can't be copied.
  if (response.status === 101) return response;
  const answer = new Response(response.body, response);
  const { headers } = answer;
  headers.set('x-request-id', requestId);
  for (const [name, value] of Object.entries(SAFE)) if (!headers.has(name)) headers.set(name, value);
  if (limit && !headers.has('ratelimit-policy')) headers.set('ratelimit-policy', ratePolicy(limit.name));
  return answer;
}

/**
 * For whatever a browser does with an answer. There are no CORS headers on purpose: keys belong on servers, so no
 * other site's page may call.
 */
const SAFE: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};
