import type { ArrivalContext } from '../api-app.ts';
import { coreRoutes } from '../core-routes.ts';
import { collectRoutes } from '../routes.ts';
import { buildDocument } from './build-document.ts';
import type { OpenApiDocument } from './document.ts';

/** The document for this installation. */
export async function documentFor(c: ArrivalContext): Promise<OpenApiDocument> {
  const { registry, config } = c.env.runtime;
  return buildDocument({
    routes: await collectRoutes(registry),
    core: coreRoutes,
    features: registry.features,
    url: config.publicUrl ?? new URL(c.req.url).origin,
  });
}

export async function serveDocument(c: ArrivalContext): Promise<Response> {
  c.header('cache-control', 'public, max-age=300');
  return c.json(await documentFor(c));
}
