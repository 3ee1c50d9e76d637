import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { CoreRoute } from '../core-routes.ts';
import { ProblemSchema } from '../problem.ts';
import { RATE_LIMITS } from '../rate-limit.ts';
import { entriesOf } from '../read-input.ts';
import { type ApiRoute, isReading } from '../route.ts';
import type { FeatureRoute } from '../routes.ts';
import type { JsonSchema, OpenApiDocument, Operation, Parameter, Response } from './document.ts';

export interface DocumentParts {
  routes: readonly FeatureRoute[];
  core: readonly CoreRoute[];
  /** Features in their order, with what they are for. */
  features: readonly { name: string; title: string; summary: string }[];
  /** Where this API is, without a slash at the end. */
  url: string;
}

const GUILD = '/api/v1/guilds/{guildId}';

/** The whole API as an OpenAPI 3.1 document, made from the very values that the router runs by. */
export function buildDocument({ routes, core, features, url }: DocumentParts): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  const add = (path: string, method: string, operation: Operation) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  };
  for (const route of core) {
    if (route.answer) add(route.path, 'GET', coreOperation(route));
  }
  const titles = new Map(features.map(({ name, title }) => [name, title]));
  for (const route of routes) {
    const path = `${GUILD}${route.path.replace(/:(\w+)/g, '{$1}')}`;
    add(path, route.method, operationOf(route, titles.get(route.feature) ?? route.feature));
  }
  const used = new Set(routes.map(({ feature }) => feature));
  return {
    openapi: '3.1.0',
    info: { title: 'Guildhall', version: '1', description: INTRODUCTION },
    servers: [{ url }],
    tags: [
      { name: 'Guildhall', description: 'The installation and your key.' },
      ...features
        .filter(({ name }) => used.has(name))
        .map(({ title, summary }) => ({ name: title, description: summary })),
    ],
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemSchema, 'output') },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key of one server, `gh_…`. Admins make them in the dashboard or with `POST /keys`.',
        },
      },
    },
  };
}

function operationOf(route: FeatureRoute, tag: string): Operation {
  const parameters: Parameter[] = [
    {
      name: 'guildId',
      in: 'path',
      required: true,
      description: 'Id of the Discord server.',
      schema: { type: 'string' },
    },
    ...Object.entries(route.params).map(
      ([name, description]): Parameter => ({
        name,
        in: 'path',
        required: true,
        description,
        schema: { type: 'string' },
      }),
    ),
    ...queryParameters(route),
    ...(route.method === 'POST' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    tags: [tag],
    security: [{ key: [route.access] }],
    'x-permission': route.access,
    'x-writes': !isReading(route),
    parameters,
    ...(route.body
      ? {
          requestBody: {
            required: !route.bodyOptional,
            content: {
              'application/json': {
                schema: schemaOf(route.body, 'input'),
                ...(route.example ? { example: route.example } : {}),
              },
            },
          },
        }
      : {}),
    responses: { ...successes(route), ...problems(errorsOf(route)) },
  };
}

const coreOperation = (route: CoreRoute): Operation => ({
  operationId: operationId({ method: 'GET', path: route.path.replace('/api/v1', '') }),
  summary: route.summary,
  tags: ['Guildhall'],
  security: route.needsKey ? [{ key: [] }] : [],
  parameters: [],
  responses: {
    ...(route.answer ? { 200: success(200, route.answer) } : {}),
    ...problems(route.needsKey ? { 401: ERRORS[401], 429: ERRORS[429], 503: ERRORS[503] } : {}),
  },
});

/** `GET /records/:id` → `get-records-id`. */
const operationId = ({ method, path }: Pick<ApiRoute, 'method' | 'path'>): string =>
  `${method.toLowerCase()}${path.replace(/[/:]+/g, '-')}`;

function queryParameters({ query }: ApiRoute): Parameter[] {
  if (!query) return [];
  const whole = schemaOf(query, 'input');
  return Object.keys(entriesOf(query)).map((name) => {
    const { description, ...schema } = whole.properties?.[name] ?? {};
    return {
      name,
      in: 'query',
      required: whole.required?.includes(name) ?? false,
      ...(description ? { description } : {}),
      schema,
    };
  });
}

const successes = (route: ApiRoute): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      success(Number(status), schema, route.repeatable && route.method === 'POST'),
    ]),
  );

function success(status: number, schema: v.GenericSchema | null, repeatable = false): Response {
  const description =
    status === 201 ? 'Made.' : repeatable ? 'It was made by an earlier request with this key.' : 'Done.';
  if (!schema) return { description };
  return { description, content: { 'application/json': { schema: schemaOf(schema, 'output') } } };
}

const ERRORS = {
  400: 'The body is not valid JSON.',
  401: 'No key, or one that is unknown here, expired or revoked.',
  403: 'The key lacks the scope.',
  404: 'It is not in this server.',
  406: 'JSON is not accepted.',
  409: 'Somebody else was faster, it is not in the state for this, or the feature is switched off or read-only.',
  413: 'The body is too large.',
  415: 'The body is not sent as JSON.',
  422: 'Something in the request is wrong; `fields` says what.',
  429: 'Too many requests; wait as long as `Retry-After` says.',
  503: 'Something outside does not answer, or nothing can be changed for a while; try again.',
} as const;

/** What can go wrong with a route, by status. */
export function errorsOf(route: ApiRoute): Record<number, string> {
  const always = [401, 403, 406, 409, 422, 429, 503] as const;
  const forBody = route.body ? ([400, 413, 415] as const) : [];
  const forPath = Object.keys(route.params).length > 0 ? ([404] as const) : [];
  const statuses = [...always, ...forBody, ...forPath].sort();
  return { ...Object.fromEntries(statuses.map((status) => [status, ERRORS[status]])), ...route.errors };
}

const problems = (errors: Record<number, string>): Record<string, Response> =>
  Object.fromEntries(
    Object.entries(errors).map(([status, description]) => [
      status,
      {
        description,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Best a UUID. For a day the same key with the same request does nothing twice; see the introduction.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
};

/** Checks and changes that JSON Schema has no words for, such as trimming, are left out; the server does them. */
export function schemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output'): JsonSchema {
  const config: ConversionConfig = { typeMode, errorMode: 'ignore', target: 'draft-2020-12' };
  const { $schema: _dialect, ...rest } = toJsonSchema(schema, config);
  return rest as JsonSchema;
}

const { limit, period } = RATE_LIMITS.key;
const INTRODUCTION = `Everything below \`/api/v1/guilds/{guildId}\` belongs to one Discord server and needs a key of that server, sent as \`Authorization: Bearer gh_…\`. Each route names the scope that the key needs; \`<feature>:*\` and \`*\` cover more than one. \`GET /api/v1/key\` tells what a key may do.

**Errors** are problem documents (RFC 9457) with a stable \`code\`, a sentence in \`detail\`, and the \`requestId\` to name when you ask for help. \`retryable\` says whether sending the same again later can succeed.

**Lists** take \`limit\` (1 to 100) and \`cursor\`, and answer with \`next\`: the cursor of the next page, or null. What is added meanwhile neither repeats nor hides anything.

**Repeats**: send an \`Idempotency-Key\` with a POST and you can repeat it until you have its answer. For a day the same key with the same request does nothing twice: a finished one is answered again with \`Idempotency-Replayed: true\`, or by what it made; one that is still running gives 409 \`in_flight\`; with another body the key gives 422 \`idempotency_key_reused\`.

**Limits**: ${limit} requests in ${period} seconds for each key. Beyond that the answer is 429 with \`Retry-After\`.

**Browsers** of other sites may not call (no CORS): keys belong on servers.`;
