import * as v from 'valibot';
import { UnauthenticatedError } from '../errors.ts';
import { GatewayFactsSchema } from '../gateway/facts.ts';
import type { ArrivalContext } from './api-app.ts';
import { identifyKey } from './authenticate-key.ts';
import { health } from './health.ts';
import { keptResult } from './kept-result.ts';
import { countRefusedKey } from './rate-limit.ts';

/** A route that belongs to no guild and no feature. */
export interface CoreRoute {
  path: string;
  summary: string;
  /** Absent for what is no part of the API. */
  answer?: v.GenericSchema;
  needsKey: boolean;
  handle(c: ArrivalContext): Promise<Response>;
}

const Dependency = v.object({
  state: v.picklist(['ok', 'degraded', 'off']),
  reason: v.optional(v.pipe(v.string(), v.description('What is wrong and what to do.'))),
  fix: v.optional(
    v.pipe(v.object({ title: v.string(), href: v.string() }), v.description('Where to mend it.')),
  ),
});

const HealthSchema = v.object({
  state: v.picklist(['ok', 'degraded', 'off']),
  dependencies: v.record(v.string(), Dependency),
  gateway: GatewayFactsSchema,
});

const instant = v.pipe(v.string(), v.isoTimestamp());

const KeySchema = v.object({
  id: v.pipe(v.string(), v.uuid()),
  guildId: v.string(),
  name: v.string(),
  prefix: v.string(),
  lastFour: v.string(),
  scopes: v.array(v.string()),
  createdAt: instant,
  expiresAt: v.nullable(instant),
  lastUsedAt: v.nullable(instant),
});

export const coreRoutes: readonly CoreRoute[] = [
  {
    path: '/health',
    summary: 'State of each thing that Guildhall leans on',
    answer: HealthSchema,
    needsKey: false,
    handle: async (c) => c.json(await health(c.env.runtime)),
  },
  {
    path: '/api/v1/key',
    summary: 'What the key that you send may do, and where',
    answer: KeySchema,
    needsKey: true,
    handle: describeKey,
  },
  {
    path: '/api/openapi.json',
    summary: 'This API as an OpenAPI document',
    needsKey: false,
    handle: async (c) => (await import('./openapi/serve-document.ts')).serveDocument(c),
  },
  {
    path: '/api/docs',
    summary: 'This API for people',
    needsKey: false,
    handle: async (c) => (await import('./openapi/reference-page.tsx')).serveReference(c),
  },
  {
    path: '/api/docs/style.css',
    summary: 'How the reference looks',
    needsKey: false,
    handle: async (c) => (await import('./openapi/reference-page.tsx')).serveReferenceStyle(c),
  },
  {
    path: '/results/:secret',
    summary: 'An answer that found no other way to its person',
    needsKey: false,
    handle: (c) => keptResult(c, c.env.runtime),
  },
];

async function describeKey(c: ArrivalContext): Promise<Response> {
  const key = await identifyKey(c.env.runtime, c.req.header('authorization')).catch(
    async (error: unknown) => {
      if (error instanceof UnauthenticatedError) await countRefusedKey(c.env.runtime, c.req.raw);
      throw error;
    },
  );
  c.header('cache-control', 'no-store');
  return c.json({
    id: key.id,
    guildId: key.guildId,
    name: key.name,
    prefix: key.prefix,
    lastFour: key.lastFour,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  });
}
