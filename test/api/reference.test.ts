import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundleModules } from '../../scripts/bundle.ts';
import { accessSettings } from '../../src/core/access/settings.ts';
import { coreRoutes } from '../../src/core/http/core-routes.ts';
import type { OpenApiDocument } from '../../src/core/http/openapi/document.ts';
import { defineRoute } from '../../src/core/http/route.ts';
import { collectRoutes, type FeatureRoute } from '../../src/core/http/routes.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { features } from '../../src/features/index.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { type AnswerCheck, createAnswerCheck } from '../support/check-answer.ts';

describe('the reference of the API', () => {
  let app: TestApp;
  let routes: FeatureRoute[];
  let document: OpenApiDocument;
  let answers: AnswerCheck;
  before(async () => {
    app = await createTestApp();
    routes = await collectRoutes(createRegistry(features, { settings: [accessSettings] }));
    document = await (await fetch(`${app.url}/api/openapi.json`)).json();
    answers = await createAnswerCheck(features);
  });
  after(() => app.close());

  const operationOf = ({ method, path }: FeatureRoute) =>
    document.paths[`/api/v1/guilds/{guildId}${path.replace(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()];

  it('has every route with its scope, what it takes, what it answers and what can go wrong', () => {
    assert.equal(document.openapi, '3.1.0');
    assert.ok(routes.length >= 20, `${routes.length} routes`);
    const ids = new Set<string>();
    for (const route of routes) {
      const where = `${route.method} ${route.path}`;
      const operation = operationOf(route);
      assert.ok(operation, `${where} is missing`);
      assert.equal(operation['x-permission'], route.access, where);
      assert.deepEqual(operation.security, [{ key: [route.access] }], where);
      assert.ok(operation.summary && operation.tags.length === 1, where);
      ids.add(operation.operationId);
      const named = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      assert.deepEqual(named, ['guildId', ...Object.keys(route.params)], where);
      assert.equal(operation.requestBody !== undefined, route.body !== undefined, where);
      for (const status of [401, 403, 422, 429, 503])
        assert.ok(operation.responses[status], `${where} ${status}`);
      assert.ok(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        where,
      );
    }
    assert.equal(ids.size, routes.length, 'operation ids are unique');
    const count = Object.values(document.paths).reduce(
      (sum, methods) => sum + Object.keys(methods).length,
      0,
    );
    assert.equal(count, routes.length + coreRoutes.filter(({ answer }) => answer).length, 'and nothing else');
  });

  it('gives examples that fit their schemas', () => {
    let checked = 0;
    for (const route of routes) {
      const content = operationOf(route)?.requestBody?.content['application/json'];
      if (!content) continue;
      assert.ok(content.example, `${route.method} ${route.path} has no example`);
      answers.validate(content.schema, content.example, `example of ${route.method} ${route.path}`);
      checked++;
    }
    assert.ok(checked >= 10);
  });

  it('refuses routes without a declared permission, twice the same, or with an unexplained parameter', async () => {
    const route = {
      method: 'GET',
      path: '/x/:id',
      summary: 'x',
      access: 'odd:read',
      answers: { 204: null },
    } as const;
    const collect = (...parts: object[]) => {
      const api = async () =>
        parts.map((part) => defineRoute({ ...route, handle: async () => null, ...part }));
      const odd = { name: 'odd', title: 'Odd', summary: '', access: { 'odd:read': 'member' as const }, api };
      return collectRoutes(createRegistry([odd], { settings: [] }));
    };
    const params = { id: 'Which.' };
    assert.equal((await collect({ params })).length, 1);
    await assert.rejects(collect({ params, access: 'odd:none' }), /needs permission "odd:none"/);
    await assert.rejects(
      collect({ params }, { params: { other: 'x' }, path: '/x/:other' }),
      /exists already/,
    );
    await assert.rejects(collect({}), /has to say what id stands for/);
    await assert.rejects(collect({ params, answers: {} }), /declares no answer/);
    await assert.rejects(collect({ params, path: '/:id' }), /begin with a word of its own/);
  });

  it('is a page without scripts, under a strict policy, that names every route and a line to try it', async () => {
    const response = await fetch(`${app.url}/api/docs`);
    const html = await response.text();
    assert.equal(response.status, 200);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|https?:|script-src/);
    assert.equal(/<script|style="|(?:src|href|action)="(?:https?:)?\/\//.exec(html), null);
    for (const { summary, access } of routes) {
      assert.ok(html.includes(summary.replaceAll('&', '&amp;')), summary);
      assert.ok(html.includes(access), access);
    }
    assert.ok((html.match(/curl /g) ?? []).length >= routes.length);
    const style = await fetch(`${app.url}/api/docs/style.css`);
    assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8');
    const transferred = gzipSync(html).length + gzipSync(await style.text()).length;
    assert.ok(transferred < 100_000, `${transferred} bytes`);
  });

  it('is loaded only by who asks for it', async () => {
    const modules = await bundleModules();
    const [, main] = [...modules][0] ?? ['', ''];
    assert.doesNotMatch(main, /toJsonSchema|openapi|light-dark/);
    assert.ok([...modules.values()].some((text) => /toJsonSchema|draft-2020-12/.test(text)));
  });
});
