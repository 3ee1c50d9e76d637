import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { createContext } from '../context.ts';
import { openDatabase } from '../database/client.ts';
import { NotFoundError, TooLargeError, UnavailableError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { isWebPath } from '../web/web-paths.ts';
import { authenticateKey } from './authenticate-key.ts';
import { health } from './health.ts';
import { keptResult } from './kept-result.ts';
import { respondWithProblem } from './problem.ts';
import type { GuildVariables } from './routes.ts';

/** Bodies of the API are small JSON documents. */
const MAX_BODY_BYTES = 256 * 1024;

/** Everything that is not an interaction: health, kept results, the API. */
export async function handleHttp(request: Request, runtime: Runtime): Promise<Response> {
  const requestId = crypto.randomUUID().slice(0, 13);
  if (isWebPath(request.url))
    return (await import('../web/handle-web.tsx')).handleWeb(request, runtime, requestId);
  const app = new Hono();
  app.use(secureHeaders());
  app.onError((error, c) => respondWithProblem(c, error, runtime, requestId));
  app.notFound((c) =>
    respondWithProblem(c, new NotFoundError('There is nothing at this address.'), runtime, requestId),
  );
  app.get('/health', async (c) => c.json(await health(runtime)));
  app.get('/results/:secret', (c) => keptResult(c, runtime));
  app.route('/api/v1/guilds/:guildId', await guildApi(runtime, requestId));
  const response = await app.fetch(request);
  response.headers.set('x-request-id', requestId);
  return response;
}

async function guildApi(runtime: Runtime, requestId: string): Promise<Hono<GuildVariables>> {
  const api = new Hono<GuildVariables>();
  api.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new TooLargeError(`The body is larger than ${MAX_BODY_BYTES / 1024} KB.`);
      },
    }),
  );
  api.use(async (c, next) => {
    if (!runtime.config.database) throw new UnavailableError('No database is set up.');
    const guildId = c.req.param('guildId') ?? '';
    const db = openDatabase(runtime.config.database);
    const now = new Date(runtime.outside.now());
    const actor = await authenticateKey(db, c.req.header('authorization'), guildId, now);
    c.set('ctx', createContext(runtime, { guildId, actor, source: 'api', requestId }));
    await next();
  });
  for (const feature of runtime.registry.features) {
    if (feature.api) api.route('/', await feature.api());
  }
  return api;
}
