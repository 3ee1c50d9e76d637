import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';

let app: TestApp;
before(async () => {
  app = await createTestApp();
});
after(() => app.close());

describe('addresses that do not exist', () => {
  for (const path of ['/nowhere', '/favicon.ico', '/robots.txt', '//', '/%ff', '/api', '/api/v2/guilds'])
    for (const method of ['GET', 'POST'])
      it(`${method} ${path} is answered 404 with the way to the reference`, async () => {
        const logged = app.logs.length;
        const response = await fetch(`${app.stack.worker.url}${path}`, { method });
        assert.equal(response.status, 404);
        assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
        const problem = (await response.json()) as { code: string; detail: string };
        assert.equal(problem.code, 'not_found');
        assert.match(problem.detail, /\/api\/docs/);
        assert.deepEqual(app.logs.slice(logged), [], 'strangers who knock do not fill the log');
      });
});
