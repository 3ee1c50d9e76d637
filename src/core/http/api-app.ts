import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getPath } from 'hono/utils/url';
import { MethodError, NotFoundError, TooLargeError } from '../errors.ts';
import type { Feature } from '../feature.ts';
import type { Registry } from '../registry.ts';
import type { Runtime } from '../runtime.ts';
import { coreRoutes } from './core-routes.ts';
import { problemResponse } from './problem.ts';
import { collectRoutes } from './routes.ts';
import { type Arrival, serveRoute } from './serve-route.ts';

export const GUILD_PATH = '/api/v1/guilds/:guildId';
const GUILD_SEGMENT = /^\/api\/v1\/guilds\/[^/]+\/([^/]+)/;
/** Bodies of the API are small JSON documents. */
const MAX_BODY_BYTES = 256 * 1024;

export interface ArrivalBindings {
  Bindings: Arrival;
}
export type ArrivalContext = Context<ArrivalBindings>;
type ApiApp = Hono<ArrivalBindings>;

/** Routing tables by registry and first segment: made once, as they are the same for every request. */
const apps = new WeakMap<Registry, Map<string, Promise<ApiApp>>>();

/**
 * Answers what is no page: the API with its reference, health, kept results. Of the features it loads those that have
 * routes under the address's first segment, so that the first call to a new isolate doesn't wait for all the others.
 */
export async function handleApi(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const { registry } = runtime;
  const known = apps.get(registry) ?? new Map<string, Promise<ApiApp>>();
  apps.set(registry, known);
  const { key, features } = answering(registry, getPath(request));
  const app = known.get(key) ?? buildApp(registry, features);
  known.set(key, app);
  return (await app).fetch(request, { runtime, requestId });
}

/** Who may have a route at this path. Whatever nobody has routes under shares one key, so that keys are few. */
function answering(registry: Registry, path: string): { key: string; features: readonly Feature[] } {
  const { apiIndex, features } = registry;
  if (!apiIndex) return { key: 'all', features };
  const segment = GUILD_SEGMENT.exec(path)?.[1] ?? '';
  const names = Object.hasOwn(apiIndex, segment) ? apiIndex[segment] : undefined;
  if (!names) return { key: 'none', features: [] };
  return { key: `/${segment}`, features: features.filter(({ name }) => names.includes(name)) };
}

async function buildApp(registry: Registry, features: readonly Feature[]): Promise<ApiApp> {
  const app: ApiApp = new Hono<ArrivalBindings>();
  const methods = new Map<string, string[]>();
  const add = (method: string, path: string, handle: (c: ArrivalContext) => Promise<Response>) => {
    methods.set(path, [...(methods.get(path) ?? []), method]);
    app.on(method, path, handle);
  };

  app.onError((error, c) =>
    problemResponse(error, c.env.runtime, { requestId: c.env.requestId, route: c.req.routePath }),
  );
  // Answered and not thrown: where no route fits there is none that `routePath` could name.
  app.notFound((c) => {
    const nothing = new NotFoundError(
      'There is nothing at this address. All addresses are listed at /api/docs.',
    );
    return problemResponse(nothing, c.env.runtime, { requestId: c.env.requestId, route: 'none' });
  });
  app.use(
    '/api/*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new TooLargeError(`The body is larger than ${MAX_BODY_BYTES / 1024} KB.`);
      },
    }),
  );
  const routes = await collectRoutes(registry, features);
  for (const route of coreRoutes) add('GET', route.path, (c) => route.handle(c));
  for (const route of routes) {
    add(route.method, `${GUILD_PATH}${route.path}`, (c) =>
      serveRoute(route, c.req.raw, c.req.param(), c.env),
    );
  }
  // Asked without a key, so that a browser's question before a call is answered: with no permission to call.
  for (const [path, taken] of methods) {
    const allow = [...taken, ...(taken.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].toSorted();
    app.options(path, () => new Response(null, { status: 204, headers: { allow: allow.join(', ') } }));
    app.all(path, () => {
      throw new MethodError(allow);
    });
  }
  return app;
}
