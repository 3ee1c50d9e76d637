import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { signedHeaders } from '../../../scripts/local/discord/interactions/signing.ts';
import { createApp } from '../../../src/app.ts';
import type { Env } from '../../../src/core/env.ts';
import { sourceOf } from '../../../src/core/front.ts';
import { platform } from '../../../src/core/outside.ts';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import { serve } from '../interactions/support/serve-app.ts';

let app: TestApp;
let guild: TestGuild;
before(async () => {
  app = await createTestApp();
  guild = app.newGuild();
});
after(() => app.close());

const statusOf = async (visitor: Visitor) => (await visitor.get('/account')).status;
const ends = (visitor: Visitor) =>
  eventually('the session ends', async () => (await statusOf(visitor)) === 401);
const auditOf = (guildId: string) =>
  app.sql`select action, target, actor, source, after from audit_log
    where guild_id = ${guildId} and action like 'accounts.%' order by created_at`;
const deliveries = () => app.discord.control.webhookEvents();
const taken = (count: number) =>
  eventually(
    `${count} events are taken`,
    async () => deliveries().filter(({ state }) => state === 'delivered').length === count,
  );

/** Sends the very bytes of an event again in requests signed anew, as Discord does when an answer was lost. */
async function repeat(event: object, times: number): Promise<void> {
  const { application, keys } = app.discord.state.data;
  const body = JSON.stringify({ version: 1, application_id: application.id, type: 1, event });
  for (let time = 0; time < times; time++) {
    const headers = signedHeaders(keys, body, app.now());
    const answer = await fetch(`${app.url}/discord/events`, { method: 'POST', body, headers });
    assert.equal(answer.status, 204);
  }
}

/** Signs in and opens the guild's page, which is remembered in the session after the answer. */
async function visitGuild(user: { id: string }): Promise<Visitor> {
  const visitor = await signIn(app, user);
  assert.equal((await visitor.get(`/guilds/${guild.id}`)).status, 200);
  await eventually('the visit is remembered', async () => {
    const [row] = await app.sql`select count(*)::int as visits from sessions
      where user_id = ${user.id} and members ? ${guild.id}`;
    return row?.visits > 0;
  });
  return visitor;
}

describe('somebody who takes back their authorization at Discord', () => {
  it('is signed out everywhere by the next turn of the queue, and nothing of Discord is kept of them', async () => {
    const [phone, laptop] = [await visitGuild(guild.member), await signIn(app, guild.member)];
    const other = await signIn(app, guild.staff);
    app.discord.control.deauthorize(guild.member.id);
    await ends(phone);
    const page = await laptop.get(`/guilds/${guild.id}`);
    assert.equal(page.status, 401);
    assert.match(page.text, /Sign in with Discord/);
    const kept = await app.sql`select id from sessions where user_id = ${guild.member.id}`;
    assert.deepEqual(kept, []);
    assert.equal(await statusOf(other), 200, 'somebody else');
    assert.deepEqual(await auditOf(guild.id), [
      {
        action: 'accounts.deauthorize',
        target: `person:${guild.member.id}`,
        actor: `user:${guild.member.id}`,
        source: 'discord',
        after: null,
      },
    ]);
  });

  it('is signed out as well when a program revokes a token', async () => {
    const visitor = await signIn(app, guild.admin);
    const grant = [...app.discord.state.data.grants.values()].find(
      ({ user_id }) => user_id === guild.admin.id,
    );
    const { applicationId: client_id, clientSecret: client_secret } = app.discord;
    const revoked = await fetch(`${app.discord.apiUrl}/v10/oauth2/token/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: grant?.access_token ?? '', client_id, client_secret }),
    });
    assert.equal(revoked.status, 200);
    await ends(visitor);
  });

  it('stays signed in when they came back before a repeat of the event did', async () => {
    const before = await visitGuild(guild.member);
    app.discord.control.deauthorize(guild.member.id);
    await ends(before);
    const rows = (await auditOf(guild.id)).length;
    await app.advance(1_000);
    const again = await visitGuild(guild.member);
    const event = deliveries().findLast(({ event: { type } }) => type === 'APPLICATION_DEAUTHORIZED')?.event;
    assert.ok(event);
    await repeat(event, 3);
    const told = () => app.logs.filter((line) => line.includes('took back') && line.includes('"sessions":0'));
    await eventually('all three are done', async () => told().length === 3);
    assert.equal(await statusOf(again), 200);
    assert.equal((await auditOf(guild.id)).length, rows);
  });
});

describe('an event that the queue refuses', () => {
  it('is answered 503, sent again by Discord, and then has its effect', async () => {
    const visitor = await signIn(app, guild.staff);
    const inNode = createApp(sourceOf(features), { ...platform, now: app.now });
    const held: unknown[] = [];
    let refuses = true;
    const jobs = {
      send: async (message: unknown) => {
        if (refuses) throw new Error('Queue send failed: Too Many Requests');
        held.push(structuredClone(message));
      },
      sendBatch: async () => {},
    };
    // The parts of a Worker's bindings that events use.
    const env = { ...app.stack.variables, JOBS: jobs } as Partial<Env> as Env;
    const execution = { waitUntil: () => {} };
    const served = await serve((request) => inNode.fetch(request, env, execution));
    const { event_webhooks_url: before } = app.discord.control.application({});
    try {
      const event_webhooks_url = served.url.replace('/interactions', '/discord/events');
      app.discord.control.application({ event_webhooks_url });
      app.discord.control.deauthorize(guild.staff.id);
      const told = () => deliveries().at(-1)?.answers;
      await eventually('the queue refused', async () => (told()?.length ?? 0) > 0);
      assert.equal(told()?.[0], 503);
      assert.equal(await statusOf(visitor), 200);

      refuses = false;
      await app.advance(1_000);
      await eventually('Discord sends it again', async () => deliveries().at(-1)?.state === 'delivered');
      assert.equal(told()?.at(-1), 204);
      assert.equal(held.length, 1);
      let acknowledged = 0;
      const message = {
        id: 'm',
        attempts: 1,
        body: held[0],
        ack: () => acknowledged++,
        retry: () => assert.fail('it is done'),
      };
      await inNode.queue({ queue: 'guildhall-jobs', messages: [message] }, env, execution);
      assert.equal(acknowledged, 1);
      assert.equal(await statusOf(visitor), 401);
    } finally {
      app.discord.control.application({ event_webhooks_url: before });
      await served.close();
    }
  });

  it('is tried again while the database is down, also from among the dead letters', async () => {
    const visitor = await signIn(app, guild.staff);
    const inNode = createApp(sourceOf(features), { ...platform, now: app.now });
    const env = { ...app.stack.variables } as Partial<Env> as Env;
    const event = { type: 'APPLICATION_DEAUTHORIZED', data: { user: { id: guild.staff.id } } };
    const body = { kind: 'discord-event', id: 'ab'.repeat(16), event, receivedAt: app.now() + 1_000 };
    const consume = async (queue: string) => {
      let outcome = '';
      const message = {
        id: 'm',
        attempts: 2,
        body,
        ack() {
          outcome = 'done';
        },
        retry() {
          outcome = 'again';
        },
      };
      await inNode.queue({ queue, messages: [message] }, env, { waitUntil: () => {} });
      return outcome;
    };
    app.database.faults.down = true;
    assert.equal(await consume('guildhall-jobs'), 'again');
    assert.equal(await consume('guildhall-jobs-dead'), 'again');
    app.database.faults.down = false;
    assert.equal(await statusOf(visitor), 200);
    assert.equal(await consume('guildhall-jobs-dead'), 'done');
    assert.equal(await statusOf(visitor), 401);
  });
});

describe('somebody who lets Guildhall into a server', () => {
  it('stands in its audit log with the scopes, once, though the event comes three times', async () => {
    const other = app.newGuild();
    const query = new URLSearchParams({
      client_id: app.discord.applicationId,
      response_type: 'code',
      redirect_uri: `${app.url}/`,
      scope: 'bot applications.commands',
      permissions: '2048',
      guild_id: other.id,
    });
    const invite = `${app.discord.url}/oauth2/authorize?${query}`;
    const form = { user_id: other.admin.id, decision: 'authorize', guild_id: other.id };
    const taking = deliveries().filter(({ state }) => state === 'delivered').length;
    const invited = await fetch(invite, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    assert.equal(invited.status, 302);
    await taken(taking + 1);
    const event = deliveries().at(-1)?.event;
    assert.ok(event);
    await repeat(event, 2);
    const told = () =>
      app.logs.filter((line) => line.includes('authorized Guildhall') && line.includes(`"${other.id}"`));
    await eventually('all three are done', async () => told().length === 3);
    assert.deepEqual(await auditOf(other.id), [
      {
        action: 'accounts.authorize',
        target: `guild:${other.id}`,
        actor: `user:${other.admin.id}`,
        source: 'discord',
        after: { scopes: ['bot', 'applications.commands'] },
      },
    ]);
  });
});
