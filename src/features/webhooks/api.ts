import * as v from 'valibot';
import { decodeCursor, encodeCursor, NextCursor, pageQuery } from '../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../core/http/route.ts';
import type { ApiRoutes } from '../../core/http/routes.ts';
import { CreateEndpointInput, createEndpoint } from './actions/create-endpoint.ts';
import { deleteEndpoint, previewDelete } from './actions/delete-endpoint.ts';
import { exportReplay } from './actions/export-replay.ts';
import { deliveryFilters, listDeliveries } from './actions/list-deliveries.ts';
import { listEndpoints, showEndpoint } from './actions/list-endpoints.ts';
import { listEventTypes } from './actions/list-event-types.ts';
import { replayDeliveries, replayDelivery } from './actions/replay-delivery.ts';
import { recoverSince, replaySince } from './actions/replay-since.ts';
import { resendTo } from './actions/resend-to.ts';
import { rotateSecret } from './actions/rotate-secret.ts';
import { showDelivery } from './actions/show-delivery.ts';
import { testEndpoint } from './actions/test-endpoint.ts';
import { EndpointChange, updateEndpoint } from './actions/update-endpoint.ts';
import { AttemptAnswer, DeliveryAnswer, DeliveryId, EndpointAnswer, EndpointUrl, Secret } from './schemas.ts';
import { attemptAnswer, deliveryAnswer, deliveryBody, endpointAnswer, noCounts } from './views.ts';

const read = 'webhooks:read' as const;
const manage = 'webhooks:manage' as const;
const endpointParam = { endpoint: 'Id of an endpoint.' };
const deliveryParam = { delivery: 'Id of a delivery.' };
const idOf = (params: Record<string, string>, name: string): string => params[name] ?? '';

const WithSecret = v.object({ endpoint: EndpointAnswer, secret: v.nullable(v.string()) });
const Replayed = v.object({ count: v.number(), seconds: v.number() });
const Preview = v.object({ name: v.string(), waiting: v.number(), held: v.number(), logged: v.number() });

/** Endpoints, their deliveries and the catalogue of events, under `/api/v1/guilds/:guildId/webhooks`. */
export function webhooksApi(): ApiRoutes {
  return [...endpointRoutes(), ...deliveryRoutes(), catalogueRoute()];
}

function endpointRoutes(): ApiRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/webhooks/endpoints',
      summary: 'List endpoints',
      access: read,
      answers: { 200: v.object({ endpoints: v.array(EndpointAnswer) }) },
      handle: async ({ ctx }) => ({
        endpoints: (await listEndpoints(ctx)).map(({ endpoint, counts }) => endpointAnswer(endpoint, counts)),
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/endpoints',
      summary: 'Add an endpoint',
      description:
        'Requests to it follow Standard Webhooks. The secret is shown in this answer only; a Discord webhook has none.',
      access: manage,
      body: CreateEndpointInput,
      example: { name: 'Workshop board', url: 'https://example.com/hooks', events: ['record.*'] },
      answers: { 201: WithSecret },
      errors: { 429: 'The server has all the endpoints that it can have.' },
      handle: async ({ ctx, body }) => {
        const { endpoint, secret } = await createEndpoint(ctx, body);
        const location = `/api/v1/guilds/${ctx.guildId}/webhooks/endpoints/${endpoint.id}`;
        return new Answer(201, { endpoint: endpointAnswer(endpoint, noCounts), secret }, { location });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/endpoints/:endpoint',
      summary: 'Show an endpoint',
      access: read,
      params: endpointParam,
      answers: { 200: EndpointAnswer },
      handle: async ({ ctx, params }) =>
        shown(await showEndpoint(ctx, { endpoint: idOf(params, 'endpoint') })),
    }),
    defineRoute({
      method: 'PATCH',
      path: '/webhooks/endpoints/:endpoint',
      summary: 'Change, pause or switch on an endpoint',
      access: manage,
      params: endpointParam,
      body: EndpointChange,
      example: { events: ['record.created'], state: 'paused' },
      answers: { 200: EndpointAnswer },
      handle: async ({ ctx, params, body }) => {
        const endpoint = idOf(params, 'endpoint');
        await updateEndpoint(ctx, { ...body, endpoint });
        return shown(await showEndpoint(ctx.as(ctx.actor), { endpoint }));
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/endpoints/:endpoint/deletion',
      summary: 'Say what deleting an endpoint would take away',
      access: manage,
      params: endpointParam,
      answers: { 200: Preview },
      handle: ({ ctx, params }) => previewDelete(ctx, { endpoint: idOf(params, 'endpoint') }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/webhooks/endpoints/:endpoint',
      summary: 'Delete an endpoint',
      description: 'What waits for it is given up. The log of its deliveries stays for 30 days.',
      access: manage,
      params: endpointParam,
      answers: { 200: Preview },
      handle: ({ ctx, params }) => deleteEndpoint(ctx, { endpoint: idOf(params, 'endpoint') }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/endpoints/:endpoint/rotate',
      summary: 'Give an endpoint a new secret',
      description: 'The old secret signs beside the new one for 24 hours.',
      access: manage,
      params: endpointParam,
      body: v.object({ secret: v.optional(Secret) }),
      bodyOptional: true,
      example: {},
      answers: { 200: v.object({ secret: v.string(), oldExpiresAt: v.nullable(v.string()) }) },
      handle: async ({ ctx, params, body }) => {
        const { secret, oldExpiresAt } = await rotateSecret(ctx, {
          ...body,
          endpoint: idOf(params, 'endpoint'),
        });
        return { secret, oldExpiresAt: oldExpiresAt?.toISOString() ?? null };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/endpoints/:endpoint/test',
      summary: 'Send a test event to an endpoint',
      access: manage,
      params: endpointParam,
      body: v.object({ type: v.optional(v.string()) }),
      bodyOptional: true,
      example: {},
      answers: { 202: v.object({ deliveryId: v.string() }) },
      handle: ({ ctx, params, body }) => testEndpoint(ctx, { ...body, endpoint: idOf(params, 'endpoint') }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/endpoints/:endpoint/recover',
      summary: 'Send what an endpoint missed',
      description:
        'Everything that was held or failed since the given time; by default since it was switched off.',
      access: manage,
      params: endpointParam,
      body: v.object({ since: v.optional(SinceText()) }),
      bodyOptional: true,
      example: {},
      answers: { 202: Replayed },
      handle: ({ ctx, params, body }) => recoverSince(ctx, { ...body, endpoint: idOf(params, 'endpoint') }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/endpoints/:endpoint/replay',
      summary: 'Send everything since a time again',
      description: 'Each event keeps the `webhook-id` that it had.',
      access: manage,
      params: endpointParam,
      body: v.object({
        since: SinceText(),
        states: v.optional(v.array(v.picklist(['sent', 'failed', 'held']))),
      }),
      example: { since: '2026-11-20T18:30:00Z' },
      answers: { 202: Replayed },
      handle: ({ ctx, params, body }) => replaySince(ctx, { ...body, endpoint: idOf(params, 'endpoint') }),
    }),
  ];
}

function deliveryRoutes(): ApiRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/webhooks/deliveries',
      summary: 'List deliveries',
      description: 'Those to endpoints and those of notices, newest first.',
      access: read,
      query: v.object({ ...deliveryFilters, since: v.optional(SinceText()), ...pageQuery }),
      answers: { 200: v.object({ deliveries: v.array(DeliveryAnswer), next: NextCursor }) },
      handle: async ({ ctx, query: { cursor, ...filters } }) => {
        const at = cursor ? decodeCursor('deliveries', cursor, v.tuple([v.string(), v.string()])) : undefined;
        const page = await listDeliveries(ctx, {
          ...filters,
          ...(at ? { before: { createdAt: at[0], id: at[1] } } : {}),
        });
        return {
          deliveries: page.deliveries.map(({ delivery, endpointName }) =>
            deliveryAnswer(delivery, endpointName),
          ),
          next: page.next ? encodeCursor('deliveries', [page.next.createdAt, page.next.id]) : null,
        };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/deliveries/:delivery',
      summary: 'Show a delivery with all its tries',
      access: read,
      params: deliveryParam,
      answers: {
        200: v.object({ ...DeliveryAnswer.entries, body: v.string(), tries: v.array(AttemptAnswer) }),
      },
      handle: async ({ ctx, params }) => {
        const { delivery, endpoint, attempts } = await showDelivery(ctx, {
          delivery: idOf(params, 'delivery'),
        });
        return {
          ...deliveryAnswer(delivery, endpoint?.name ?? null),
          body: deliveryBody(delivery),
          tries: attempts.map(attemptAnswer),
        };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/deliveries/:delivery/replay',
      summary: 'Send a delivery again',
      description: 'With the `webhook-id` that it had.',
      access: manage,
      params: deliveryParam,
      answers: { 202: null },
      handle: ({ ctx, params }) => replayDelivery(ctx, { delivery: idOf(params, 'delivery') }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/deliveries/replay',
      summary: 'Send several deliveries again',
      access: manage,
      body: v.object({ deliveries: v.array(DeliveryId) }),
      example: { deliveries: ['0192d3a4-7c1e-7a55-8a10-0000000000d1'] },
      answers: { 202: v.object({ count: v.number() }) },
      handle: async ({ ctx, body }) => ({ count: await replayDeliveries(ctx, body) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/webhooks/deliveries/:delivery/bundle',
      summary: 'Take a delivery along',
      description:
        'A signed request as a `curl` command, and a script that verifies it. Valid for five minutes.',
      access: manage,
      params: deliveryParam,
      answers: {
        200: v.object({
          url: v.string(),
          headers: v.record(v.string(), v.string()),
          body: v.string(),
          curl: v.string(),
          verify: v.string(),
        }),
      },
      handle: ({ ctx, params }) => exportReplay(ctx, { delivery: idOf(params, 'delivery') }),
    }),
    defineRoute({
      method: 'POST',
      path: '/webhooks/deliveries/:delivery/resend',
      summary: 'Send a delivery to another address',
      description: 'Once and now, to see what happens; the endpoint itself is not touched.',
      access: manage,
      params: deliveryParam,
      body: v.object({ url: EndpointUrl }),
      example: { url: 'https://example.com/test' },
      answers: { 200: AttemptAnswer },
      handle: async ({ ctx, params, body }) =>
        attemptAnswer(await resendTo(ctx, { ...body, delivery: idOf(params, 'delivery') })),
    }),
  ];
}

const catalogueRoute = (): ApiRoute =>
  defineRoute({
    method: 'GET',
    path: '/webhooks/event-types',
    summary: 'List event types',
    description: 'Everything an endpoint can ask for, with the JSON Schema of its data and a sample.',
    access: read,
    answers: {
      200: v.object({
        eventTypes: v.array(
          v.object({
            type: v.string(),
            title: v.string(),
            schema: v.record(v.string(), v.unknown()),
            sample: v.object({
              type: v.string(),
              timestamp: v.string(),
              data: v.record(v.string(), v.unknown()),
            }),
          }),
        ),
      }),
    },
    handle: async ({ ctx }) => ({ eventTypes: await listEventTypes(ctx) }),
  });

const shown = ({ endpoint, counts }: Awaited<ReturnType<typeof showEndpoint>>) =>
  endpointAnswer(endpoint, counts);

/** A time as a text; the actions parse it themselves. */
function SinceText() {
  return v.pipe(v.string('Give a time.'), v.isoTimestamp('Give a time like 2026-11-20T18:30:00Z.'));
}
