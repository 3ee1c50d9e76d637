import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { JsonSchema, OpenApiDocument, Operation } from '../../src/core/http/openapi/document.ts';
import { createTestApp, type TestApp } from '../support/app.ts';

/** What breaks programs: ends of ranges, characters that databases or JSON refuse, words that mean something in SQL. */
const NASTY: unknown[] = [
  '',
  ' ',
  '\0',
  'a\u0000b',
  '\ud800',
  '💥'.repeat(200),
  'x'.repeat(20_000),
  "'; drop table records; --",
  '%_\\',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '01900000-0000-7000-8000-000000000000',
  '99999999999999999999',
  '2147483648',
  '-1',
  '1e400',
  'NaN',
  '0x10',
  '2026-02-31T00:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '1000000000000000011',
  0,
  -1,
  1.5,
  2_147_483_648,
  Number.MAX_SAFE_INTEGER,
  1e308,
  null,
  true,
  [],
  {},
  [null],
  [[[[]]]],
  { $ne: null },
];

interface Target {
  method: string;
  path: string;
  operation: Operation;
}

describe('hostile input', () => {
  let app: TestApp;
  let document: OpenApiDocument;
  let targets: Target[];
  let guild: string;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
    guild = app.newGuild().id;
    await app.api(guild, 'POST', '/records', { kind: 'log', title: 'Waxed' });
    document = await (await fetch(`${app.url}/api/openapi.json`)).json();
    targets = Object.entries(document.paths)
      .filter(([path]) => path.includes('{guildId}'))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
          method: method.toUpperCase(),
          path: path.replace('/api/v1/guilds/{guildId}', ''),
          operation,
        })),
      );
  });
  after(() => app.close());

  const nasty = fc.constantFrom(...NASTY);
  const text = fc.oneof(
    fc.constantFrom(...NASTY.filter((one): one is string => typeof one === 'string')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  /** Values that fit the schema more often than not, so that what lies behind it is reached. */
  function fitting(schema: JsonSchema | undefined): fc.Arbitrary<unknown> {
    const { type, enum: choices, anyOf, properties, items, format } = schema ?? {};
    const good: fc.Arbitrary<unknown> = choices
      ? fc.constantFrom(...choices)
      : anyOf
        ? fc.oneof(...anyOf.map(fitting))
        : properties
          ? fc.record(
              Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, fitting(inner)])),
              { requiredKeys: [] },
            )
          : type === 'array'
            ? fc.array(fitting(items), { maxLength: 4 })
            : type === 'object'
              ? fc.dictionary(
                  fc.oneof(fc.constantFrom('details', '__proto__', 'x'), fc.string()),
                  fc.string(),
                  {
                    maxKeys: 3,
                  },
                )
              : type === 'boolean'
                ? fc.boolean()
                : type === 'number' || type === 'integer'
                  ? fc.oneof(fc.nat(200), fc.integer(), fc.double())
                  : format === 'date-time'
                    ? fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
                    : fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.uuid(), text);
    return fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: nasty });
  }

  async function send({ method, path }: Target, given: Given): Promise<void> {
    const address = path.replace(/\{\w+\}/g, () => given.ids.pop() ?? 'x');
    const query = new URLSearchParams(given.query.map(([name, value]) => [name, toText(value)])).toString();
    const body = method === 'GET' || method === 'DELETE' ? undefined : given.body;
    try {
      // Whether the answer is as the document says, whatever it is, is checked by app.api; no 5xx is in it but 503.
      const answer = await app.api(guild, method, `${address}${query && `?${query}`}`, body, given.headers);
      assert.ok(answer.status < 500 || isPaced(answer.body));
    } catch (error) {
      const logged = app.logs.findLast((line) => line.includes('"level":"error"'));
      throw new Error(`${method} ${address}?${query} ${JSON.stringify(body)}\n${logged}`, { cause: error });
    }
  }

  interface Given {
    ids: string[];
    query: [string, unknown][];
    body: unknown;
    headers: Record<string, string>;
  }

  const segment = fc
    .oneof(fc.constantFrom('1', 'records', 'features', 'job'), fc.uuid(), text)
    // An empty or dotted segment makes another address of it before it is sent.
    .map((one) => encodeURIComponent(one.toWellFormed()).replace(/^\.*$/, '%20'));

  function givenFor({ operation }: Target): fc.Arbitrary<Given> {
    const body = operation.requestBody?.content['application/json'];
    const query = operation.parameters.filter((one) => one.in === 'query');
    return fc.record({
      ids: fc.array(segment, { minLength: 3, maxLength: 3 }),
      query: fc
        .tuple(
          ...query.map(({ name, schema }) =>
            fc.option(fitting(schema).map((value): [string, unknown] => [name, value])),
          ),
        )
        .map((pairs) => pairs.filter((pair) => pair !== null)),
      body: fitting(body?.schema),
      headers: fc.constantFrom<Record<string, string>[]>(
        {},
        {},
        { 'idempotency-key': 'fuzz' },
        { 'idempotency-key': 'a b' },
        { accept: 'text/html' },
      ),
    });
  }

  it('E16: of every route, made by its schema and against it, is answered as the document says and never by a 5xx', async () => {
    assert.ok(targets.length >= 20);
    for (const target of targets) {
      await fc.assert(
        fc.asyncProperty(givenFor(target), (given) => send(target, given)),
        { numRuns: 5, endOnFailure: true, seed: 7 },
      );
    }
    const broken = app.logs.filter(
      (line) => line.includes('"level":"error"') && !line.includes('"name":"DiscordRateLimited"'),
    );
    assert.deepEqual(broken.slice(0, 3), []);
  });

  it('E16: each nasty value in each kind of place, every route with its share of them', async () => {
    const texts = NASTY.map(toText);
    for (const [turn, target] of targets.entries()) {
      const { operation } = target;
      const schema = operation.requestBody?.content['application/json']?.schema;
      const example = operation.requestBody?.content['application/json']?.example ?? {};
      const names = Object.keys(schema?.properties ?? {});
      const queries = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
      const places = [...names, ...queries, 'id'];
      await Promise.all(
        NASTY.map((value, at) => {
          if (at % SHARES !== turn % SHARES) return undefined;
          const place = places[at % places.length] ?? 'id';
          return send(target, {
            ids:
              place === 'id'
                ? Array(3).fill(encodeURIComponent((texts[at] || 'x').toWellFormed()))
                : ['1', '1', '1'],
            query: queries.includes(place) ? [[place, value]] : [],
            body: names.includes(place) ? { ...(example as object), [place]: value } : example,
            headers: {},
          });
        }),
      );
    }
  });

  it('E16: bodies that are no JSON, too deep, too long or of another type', async () => {
    const key = await app.apiKey(guild);
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const bodies = [
      '',
      '{',
      'null',
      '"x"',
      '1',
      deep,
      `{"values":${deep}}`,
      '{"a":1,"a":2}',
      '\ufeff{}',
      '{"\\u0000":1}',
      'x'.repeat(300_000),
    ];
    for (const [turn, { method, path }] of targets
      .filter(({ operation }) => operation.requestBody)
      .entries()) {
      const tries = bodies.map(async (body, at) => {
        if (at % SHARES !== turn % SHARES) return;
        const response = await fetch(`${app.url}/api/v1/guilds/${guild}${path.replace(/\{\w+\}/g, '1')}`, {
          method,
          body,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        });
        const said = await response.text();
        assert.ok(
          response.status < 500 || isPaced(JSON.parse(said)),
          `${method} ${path} ${body.slice(0, 30)}: ${said}`,
        );
      });
      await Promise.all(tries);
    }
  });
});

/** Whether a request was refused only because those beside it used up what the bot may ask Discord in a second. */
const isPaced = (body: { code?: string; detail?: string }): boolean =>
  body.code === 'unavailable' && /^Discord asks the bot to slow down/.test(body.detail ?? '');

/** Each route gets one share of the values in turn; every value on every route would only take longer. */
const SHARES = 4;

const toText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
