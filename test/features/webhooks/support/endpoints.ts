import assert from 'node:assert/strict';
import type { TestApp, TestGuild } from '../../../support/app.ts';

export interface MadeEndpoint {
  id: string;
  secret: string;
}

/** Sets up an endpoint by API; fails unless it was taken. */
export async function addEndpoint(
  app: TestApp,
  guild: TestGuild,
  input: Record<string, unknown>,
): Promise<MadeEndpoint> {
  const { status, body } = await app.api(guild.id, 'POST', '/webhooks/endpoints', {
    name: 'Receiver',
    events: ['record.*'],
    ...input,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return { id: body.endpoint.id, secret: body.secret };
}

export async function addRecord(app: TestApp, guild: TestGuild, more: Record<string, unknown> = {}) {
  const { status, body } = await app.api(guild.id, 'POST', '/records', {
    kind: 'problem',
    title: 'Left flipper stays up',
    ...more,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body as { id: string; number: number };
}

export interface ShownDelivery {
  id: string;
  webhookId: string;
  type: string;
  state: string;
  attempts: number;
  nextAt: string | null;
  error: string | null;
}

export async function listDeliveries(app: TestApp, guild: TestGuild, query = ''): Promise<ShownDelivery[]> {
  const { status, body } = await app.api(guild.id, 'GET', `/webhooks/deliveries${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.deliveries;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes and assert on each.
export async function get(app: TestApp, guild: TestGuild, path: string): Promise<any> {
  const { status, body } = await app.api(guild.id, 'GET', path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
