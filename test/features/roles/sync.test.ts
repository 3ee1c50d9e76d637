import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { roleServer } from './support/server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('roles that follow standing', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp({ probe: true });
  });
  after(() => app.close());

  it('E12: gives and takes a role within five minutes of the signal, with a reason, a history and one call each', async () => {
    const server = roleServer(app);
    const [maya, kim] = [server.person('Maya'), server.person('Kim')];
    await server.rule({ reason: 'Customers see the customer channels' });
    server.writes();
    const from = app.now();
    await server.stand(maya, true);
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
    assert.deepEqual(server.rolesOf(kim.id), []);
    assert.deepEqual(server.writes(), [
      {
        method: 'PUT',
        path: `/guilds/${server.guild.id}/members/${maya.id}/roles/${server.customer}`,
        status: 204,
        reason: 'Guildhall: Is known to the probe – Customers see the customer channels',
      },
    ]);
    const [granted] = await server.signals('role.granted');
    assert.deepEqual(
      [granted?.userId, granted?.roleId, granted?.roleName, granted?.standing, granted?.cause],
      [maya.id, server.customer, 'Customer', 'probe.known', 'gained'],
    );
    const { body } = await app.api(server.guild.id, 'GET', `/roles/people/${maya.id}/changes`);
    assert.equal(body.changes.length, 1);
    const [{ since, settledAt, state }] = body.changes;
    assert.equal(state, 'done');
    assert.ok(Date.parse(settledAt) - Date.parse(since) < 5 * MINUTE);
    assert.ok(Date.parse(settledAt) - from < 5 * MINUTE);

    await server.stand(maya, false);
    assert.deepEqual(server.rolesOf(maya.id), []);
    assert.deepEqual(
      server.writes().map(({ method, reason }) => [method, reason]),
      [['DELETE', 'Guildhall: No longer: Is known to the probe – Customers see the customer channels']],
    );
    assert.equal((await server.signals('role.revoked')).length, 1);
    const audit = await app.sql`select after from audit_log
      where guild_id = ${server.guild.id} and action = 'roles.apply' order by id`;
    assert.deepEqual(
      audit.map(({ after: { kind, adding, removing, changes } }) => [kind, adding, removing, changes.length]),
      [
        ['reaction', 1, 0, 1],
        ['reaction', 0, 1, 1],
      ],
    );
  });

  it('E12: tells admins once when roles lag for more than 15 minutes, and when they are up to date again', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    await server.rule();
    app.discord.control.script({
      method: 'PUT',
      path: `/members/${maya.id}/roles/`,
      status: 503,
      times: 0,
      body: {},
    });
    await server.stand(maya, true);
    await app.advance(14 * MINUTE);
    await app.tick();
    assert.deepEqual(await server.signals('roles.lagging'), []);
    // A plan that somebody makes meanwhile gives nothing either, so the role lags as before.
    await server.sync();
    await app.advance(2 * MINUTE);
    await app.tick();
    await server.sync();
    await app.advance(MINUTE);
    await app.tick();
    assert.deepEqual(await server.signals('roles.lagging'), [{ people: 1, minutes: 16 }]);
    assert.deepEqual(await server.signals('roles.caught-up'), []);
    app.discord.control.clearScripts();
    await app.advance(16 * MINUTE);
    await app.tick();
    await app.advance(MINUTE);
    await app.tick();
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
    assert.equal((await server.signals('roles.caught-up')).length, 1);
  });

  it('E12: lists the differences in a dry run, does exactly those by hand, and has nothing to do afterwards', async () => {
    const server = roleServer(app);
    const people = ['Ann', 'Bob', 'Cem', 'Dora'].map((name) => server.person(name));
    const [ann, bob, cem, dora] = people.map(({ id }) => id);
    const before = await server.rule();
    await server.standInSilence(people.slice(0, 2), true);
    await server.sync();
    await server.standInSilence([{ id: String(bob) }], false);
    await server.standInSilence([{ id: String(cem) }], true);
    server.byHand(String(dora), [server.customer]);
    server.writes();
    const dry = await server.sync({ dryRun: true });
    assert.deepEqual(server.writes(), []);
    assert.deepEqual(
      [dry.adding, dry.removing, dry.calls, dry.keeping, dry.givenByHand, dry.runId],
      [1, 1, 2, 1, 1, null],
    );
    assert.deepEqual(
      (dry.steps as { what: string; userId: string; userName: string }[]).map((step) => [
        step.what,
        step.userId,
        step.userName,
      ]),
      [
        ['add', cem, 'Cem'],
        ['remove', bob, 'Bob'],
      ],
    );
    const done = await server.sync({ expect: dry.fingerprint });
    assert.equal(done.fingerprint, dry.fingerprint);
    assert.equal(server.writes().length, 2);
    assert.deepEqual(
      [ann, bob, cem, dora].map((id) => server.rolesOf(String(id)).length),
      [1, 0, 1, 1],
    );
    const named =
      await app.sql`select name from member_names where guild_id = ${server.guild.id} order by name`;
    assert.deepEqual(
      named.map(({ name }) => name),
      ['Ann', 'Bob', 'Cem'],
      'the page of a run names them',
    );
    const again = await server.sync({ dryRun: true });
    assert.deepEqual([again.calls, again.givenByHand], [0, 0]);
    const stale = await app.api(server.guild.id, 'POST', '/admin/discord/sync-roles', {
      expect: dry.fingerprint,
    });
    assert.deepEqual([stale.status, stale.body.code], [409, 'conflict']);
    const { body } = await app.api(server.guild.id, 'GET', `/roles/runs/${done.runId}`);
    assert.deepEqual([body.run.state, body.run.done, body.run.failed], ['done', 2, 0]);
    assert.equal(before.problem, null);
  });

  it('E13: names a role that is out of the bot’s reach beforehand, tries nothing, and goes on once it was moved', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    server.moveBot(3);
    const rule = await server.rule();
    assert.equal(rule.obstacle, 'above-bot');
    const words = `In Server Settings → Roles move the role “${server.botRoleName}” above “Customer”.`;
    assert.ok(rule.problem?.includes(words), rule.problem ?? '');
    server.writes();
    await server.stand(maya, true);
    assert.deepEqual(server.writes(), []);
    const plan = await server.sync({ dryRun: true });
    const [blocked] = plan.blocked as { problem: string; adding: number }[];
    assert.equal(blocked?.adding, 1);
    assert.ok(blocked?.problem.includes(words));
    server.moveBot(20);
    const moved = app.discord.state.data.guilds.get(server.guild.id)?.roles.get(server.customer);
    await app.gatewayEvent('GUILD_ROLE_UPDATE', {
      guild_id: server.guild.id,
      role: { ...moved, permissions: '0' } as never,
    });
    await app.advance(MINUTE);
    await app.tick();
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
  });

  it('E13: stops at the first refusal by Discord, names cause and role, and does not storm', async () => {
    const server = roleServer(app);
    const people = Array.from({ length: 8 }, (_, index) => server.person(`P${index}`));
    await server.rule();
    await server.rule({ roleId: server.partner });
    await server.standInSilence(people, true);
    const missing = { code: 50013, message: 'Missing Permissions' };
    app.discord.control.script({
      method: 'PUT',
      path: `/roles/${server.customer}`,
      status: 403,
      times: 0,
      body: missing,
    });
    server.writes();
    const { runId } = await server.sync();
    const refused = () => server.writes().filter(({ status }) => status === 403).length;
    assert.equal(refused(), 1);
    assert.ok(people.every(({ id }) => server.rolesOf(id).join() === server.partner));
    const [blocked] = await server.signals('roles.blocked');
    assert.deepEqual([blocked?.obstacle, blocked?.roleName], ['refused', 'Customer']);
    assert.match(
      String(blocked?.problem),
      /Discord refused to change the role “Customer” \(missing permissions\)/,
    );
    const { body } = await app.api(server.guild.id, 'GET', `/roles/runs/${runId}`);
    assert.deepEqual([body.run.done, body.run.failed, body.run.state], [8, 8, 'done']);
    // Whatever happens to people meanwhile, and whatever the check finds: it is not tried again by itself.
    await server.stand(server.person('Late'), true);
    await app.advance(7 * HOUR);
    await app.tick();
    assert.equal(refused(), 0);
    app.discord.control.clearScripts();
    const { body: list } = await app.api(server.guild.id, 'GET', '/roles/rules');
    const stopped = list.rules.find(({ obstacle }: { obstacle: string | null }) => obstacle === 'refused');
    await app.api(server.guild.id, 'PATCH', `/roles/rules/${stopped.id}`, { state: 'active' });
    await server.sync();
    assert.ok(people.every(({ id }) => server.rolesOf(id).length === 2));
  });

  it('D-I1: never takes what was given by hand, tells of it once, and gives again or leaves what was taken by hand', async () => {
    const server = roleServer(app);
    const [maya, kim, gift] = [server.person('Maya'), server.person('Kim'), server.person('Gift')];
    const rule = await server.rule();
    await server.rule({ roleId: server.partner, repair: false });
    await server.stand(maya, true);
    server.byHand(gift.id, [server.customer]);
    await server.stand(gift, false);
    await server.stand(gift, false);
    // Nor again after its rule stood still for a while.
    for (const state of ['paused', 'active']) {
      await app.api(server.guild.id, 'PATCH', `/roles/rules/${rule.id}`, { state });
      await server.stand(gift, false);
    }
    assert.deepEqual(server.rolesOf(gift.id), [server.customer]);
    const drifts = await server.signals('roles.drifted');
    assert.deepEqual(
      drifts.map(({ taken, given }) => [taken, given]),
      [[0, 1]],
    );

    // Once it is gone, what the person gets by the rule is the rule's.
    server.byHand(gift.id, []);
    await server.stand(gift, true);
    await server.stand(gift, false);
    assert.deepEqual(server.rolesOf(gift.id), []);

    server.byHand(maya.id, []);
    const member = { guild_id: server.guild.id, user: { id: maya.id, bot: false }, roles: [] };
    await app.gatewayEvent('GUILD_MEMBER_UPDATE', member as never);
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
    const [, drift] = await server.signals('roles.drifted');
    const people = (drift?.people ?? []) as { roleName: string; what: string; repaired: boolean }[];
    assert.deepEqual(
      people.map((one) => [one.roleName, one.what, one.repaired]),
      [
        ['Customer', 'taken', true],
        ['Partner', 'taken', false],
      ],
    );
    server.writes();
    await app.gatewayEvent('GUILD_MEMBER_UPDATE', { ...member, roles: [server.customer] } as never);
    await app.settle();
    assert.deepEqual([server.writes(), (await server.signals('roles.drifted')).length], [[], 2]);
    assert.deepEqual(server.rolesOf(kim.id), []);
  });

  it('D-I1: knows who leaves and gives the roles again when they come back', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    await server.rule();
    await server.stand(maya, true);
    app.discord.control.removeMember(server.guild.id, maya.id);
    const event = { guild_id: server.guild.id, user: { id: maya.id, bot: false } };
    await app.gatewayEvent('GUILD_MEMBER_REMOVE', event as never);
    const { body } = await app.api(server.guild.id, 'GET', `/roles/grants?userId=${maya.id}`);
    assert.deepEqual(body.grants, []);
    app.discord.control.member(server.guild.id, { user_id: maya.id });
    await app.gatewayEvent('GUILD_MEMBER_ADD', { ...event, roles: [] } as never);
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
  });

  it('B18: unlinking by staff takes the role that came with the link, and relinking gives it to the other one', async () => {
    const server = roleServer(app);
    const { guild } = server;
    const [maya, kim] = [server.person('Maya'), server.person('Kim')];
    await server.rule({ standing: 'accounts.linked' });
    const link = async ({ id: discordUserId }: { id: string }) => {
      const answer = await app.api(guild.id, 'POST', '/account-links', {
        accountId: 'cus_4711',
        accountName: 'Parlour',
        discordUserId,
        reason: 'Showed the invoice.',
      });
      await app.settle();
      return answer;
    };
    const first = await link(maya);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.equal((await link(kim)).status, 409);
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[server.customer], []]);
    const ended = await app.api(guild.id, 'POST', `/account-links/${first.body.id}/unlink`, {
      reason: 'Sold the parlour.',
    });
    assert.ok(ended.status < 300, JSON.stringify(ended.body));
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), []);
    assert.equal((await link(kim)).status, 201);
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[], [server.customer]]);
  });

  it('bears that a person is gone, a role deleted and Discord silent in the middle of a plan', async () => {
    const server = roleServer(app);
    const people = Array.from({ length: 5 }, (_, index) => server.person(`P${index}`));
    await server.rule();
    await server.standInSilence(people, true);
    const [gone, , third] = people;
    const { control } = app.discord;
    control.script({
      method: 'PUT',
      path: `/members/${gone?.id}/roles/`,
      status: 404,
      body: { code: 10007, message: 'Unknown Member' },
    });
    control.script({ method: 'PUT', path: `/members/${third?.id}/roles/`, dropAfter: true });
    control.script({
      method: 'PUT',
      path: `/members/${third?.id}/roles/`,
      status: 429,
      body: { message: 'slow', retry_after: 0.05, global: false },
    });
    const { runId } = await server.sync();
    const { body } = await app.api(server.guild.id, 'GET', `/roles/runs/${runId}`);
    assert.deepEqual([body.run.done, body.run.failed, body.run.left], [4, 1, 0]);
    const failed = body.changes.find(({ state }: { state: string }) => state === 'failed');
    assert.deepEqual([failed.userId, failed.problem], [gone?.id, 'They are not in this server any more.']);
    assert.equal((await server.signals('role.granted')).length, 4);

    const stored = app.discord.state.data.guilds.get(server.guild.id);
    stored?.roles.delete(server.customer);
    await app.gatewayEvent('GUILD_ROLE_DELETE', { guild_id: server.guild.id, role_id: server.customer });
    await app.advance(MINUTE);
    await app.tick();
    const { body: list } = await app.api(server.guild.id, 'GET', '/roles/rules');
    assert.equal(list.rules[0].obstacle, 'gone');
    assert.match(list.rules[0].problem, /The role “Customer” was deleted/);
  });

  it('drops what is due in a server that the bot was taken out of, and fails nothing for it', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    await server.rule();
    await server.standInSilence([maya], true);
    app.discord.control.removeMember(server.guild.id, app.discord.state.data.botId);
    const joined = { guild_id: server.guild.id, user: { id: maya.id, bot: false }, roles: [] };
    await app.gatewayEvent('GUILD_MEMBER_ADD', joined as never);
    await app.settle();
    await app.advance(7 * HOUR);
    await app.tick();
    const left = await app.sql`select
      (select count(*)::int from role_queue where guild_id = ${server.guild.id}) as queued,
      (select count(*)::int from jobs where guild_id = ${server.guild.id} and name like 'roles.%' and state <> 'done') as open`;
    assert.deepEqual(left, [{ queued: 0, open: 0 }]);
    assert.deepEqual(server.rolesOf(maya.id), []);
  });

  it('lets a large plan wait for an admin, and mends a small difference by itself every six hours', async () => {
    const server = roleServer(app);
    const people = Array.from({ length: 4 }, (_, index) => server.person(`P${index}`));
    await server.rule();
    await app.api(server.guild.id, 'PATCH', '/settings/roles', { values: { mostUnasked: 3 } });
    await server.standInSilence(people, true);
    await app.advance(7 * HOUR);
    await app.tick();
    assert.ok(people.every(({ id }) => server.rolesOf(id).length === 0));
    assert.deepEqual(await server.signals('roles.plan-waits'), [{ adding: 4, removing: 0, limit: 3 }]);
    await server.standInSilence(people.slice(0, 1), false);
    await app.advance(7 * HOUR);
    await app.tick();
    assert.deepEqual(
      people.map(({ id }) => server.rolesOf(id).length),
      [0, 1, 1, 1],
    );
  });

  it('takes back the last plan and pauses its rules, but nothing older', async () => {
    const server = roleServer(app);
    const [maya, kim] = [server.person('Maya'), server.person('Kim')];
    await server.rule();
    await server.standInSilence([maya], true);
    const first = await server.sync();
    await server.standInSilence([kim], true);
    await server.standInSilence([maya], false);
    const second = await server.sync();
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[], [server.customer]]);
    const undo = (id: string | null) => app.api(server.guild.id, 'POST', `/roles/runs/${id}/undo`);
    assert.equal((await undo(first.runId)).status, 409);
    const undone = await undo(second.runId);
    assert.equal(undone.status, 202, JSON.stringify(undone.body));
    await app.settle();
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[server.customer], []]);
    const { body } = await app.api(server.guild.id, 'GET', '/roles/rules');
    assert.equal(body.rules[0].state, 'paused');
    assert.equal((await server.sync({ dryRun: true })).calls, 0);
    assert.equal((await undo(second.runId)).status, 409);
  });

  it('takes back also what still waits when a later plan starts', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    await server.rule();
    await server.standInSilence([maya], true);
    const { runId } = await server.sync();
    const { control } = app.discord;
    control.script({ method: 'DELETE', path: `/members/${maya.id}/roles/`, status: 503, times: 0, body: {} });
    const undo = await app.api(server.guild.id, 'POST', `/roles/runs/${runId}/undo`);
    await app.settle();
    await server.sync();
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
    control.clearScripts();
    await app.advance(16 * MINUTE);
    await app.tick();
    assert.deepEqual(server.rolesOf(maya.id), []);
    const { body } = await app.api(server.guild.id, 'GET', `/roles/runs/${undo.body.id}`);
    assert.deepEqual([body.run.state, body.run.done, body.run.superseded], ['done', 1, 0]);
  });

  it('takes nothing back by a rule that was deleted, and says what to do', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    const { id } = await server.rule();
    await server.stand(maya, true);
    const { control } = app.discord;
    control.script({ method: 'DELETE', path: `/members/${maya.id}/roles/`, status: 503, times: 0, body: {} });
    await app.api(server.guild.id, 'DELETE', `/roles/rules/${id}?take=true`);
    await app.settle();
    // It is there until its last role is taken; whoever wants to change it or to make it anew reads the same.
    const change = await app.api(server.guild.id, 'PATCH', `/roles/rules/${id}`, { state: 'paused' });
    const again = await app.api(server.guild.id, 'POST', '/roles/rules', {
      standing: 'probe.known',
      roleId: server.customer,
    });
    assert.deepEqual([change.status, again.status], [409, 422]);
    assert.match(change.body.detail, /is still being deleted.* make a new one/);
    assert.ok(JSON.stringify(again.body).includes(change.body.detail), JSON.stringify(again.body));
    control.clearScripts();
    await app.advance(16 * MINUTE);
    await app.tick();
    assert.deepEqual(server.rolesOf(maya.id), []);
    const { body } = await app.api(server.guild.id, 'GET', '/roles/runs');
    const [last] = body.runs;
    assert.deepEqual([last.kind, last.state, last.done], ['manual', 'done', 1]);
    const undo = await app.api(server.guild.id, 'POST', `/roles/runs/${last.id}/undo`);
    assert.equal(undo.status, 409);
    assert.match(undo.body.detail, /rule .* deleted.*Make the rule again/);
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), []);
  });

  it('starts one worker however much happens, and another only when the first may miss it', async () => {
    const server = roleServer(app);
    const [ann, bob, cem, dora] = ['Ann', 'Bob', 'Cem', 'Dora'].map((name) => server.person(name));
    assert.ok(ann && bob && cem && dora);
    await server.rule();
    await server.standInSilence([ann, bob, cem, dora], true);
    const join = async ({ id }: { id: string }) => {
      const event = { guild_id: server.guild.id, user: { id, bot: false }, roles: [] };
      await app.gatewayEvent('GUILD_MEMBER_ADD', event as never);
    };
    const at = (ms: number) => new Date(app.now() + ms).toISOString();
    const worker = (state: string, dueIn: number) => app.sql`
      insert into jobs (id, guild_id, name, payload, state, run_at, leased_until, created_at)
      values (${`${server.guild.id}:${state}:${dueIn}`}, ${server.guild.id}, 'roles.work', '{}', ${state},
        ${at(dueIn)}, ${state === 'running' ? at(3 * MINUTE) : null}, ${at(0)})`;
    const workers = async () =>
      (await app.sql`select id from jobs where guild_id = ${server.guild.id} and name = 'roles.work'`).length;
    // Nobody woke this one yet, so it will see whatever is there by then.
    await worker('queued', -MINUTE);
    await join(ann);
    await join(bob);
    assert.equal(await workers(), 1);
    await app.tick();
    assert.deepEqual(
      [server.rolesOf(ann.id), server.rolesOf(bob.id)],
      [[server.customer], [server.customer]],
    );
    assert.equal(await workers(), 1);
    await worker('running', 0);
    await join(cem);
    assert.equal(await workers(), 3);
    await app.sql`delete from jobs where guild_id = ${server.guild.id} and state = 'running' and attempts = 0`;
    await app.settle();
    assert.deepEqual(server.rolesOf(cem.id), [server.customer]);
    await worker('queued', 10 * MINUTE);
    await join(dora);
    await app.settle();
    assert.deepEqual(server.rolesOf(dora.id), [server.customer]);
  });

  it('asks the database about nobody for half a minute where no rule hands out anything', async () => {
    const server = roleServer(app);
    const { guild } = server;
    const maya = server.person('Maya');
    const rule = await server.rule();
    await server.stand(maya, true);
    const member = { guild_id: guild.id, user: { id: maya.id, bot: false }, roles: [] };
    const takenByHand = async () => {
      server.byHand(maya.id, []);
      await app.gatewayEvent('GUILD_MEMBER_UPDATE', member as never);
      await app.settle();
      return server.rolesOf(maya.id);
    };
    await app.api(guild.id, 'PATCH', `/roles/rules/${rule.id}`, { state: 'paused' });
    assert.deepEqual(await takenByHand(), []);
    // As if it went on elsewhere, where what is remembered here cannot be forgotten.
    await app.sql`update role_rules set state = 'active' where id = ${rule.id}`;
    assert.deepEqual(await takenByHand(), []);
    await app.advance(31_000);
    assert.deepEqual(await takenByHand(), [server.customer]);
    await app.api(guild.id, 'PATCH', `/roles/rules/${rule.id}`, { state: 'paused' });
    assert.deepEqual(await takenByHand(), []);
    await app.api(guild.id, 'PATCH', `/roles/rules/${rule.id}`, { state: 'active' });
    assert.deepEqual(await takenByHand(), [server.customer]);
  });

  it('deletes a rule with its roles or without them', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    const [one, two] = [await server.rule(), await server.rule({ roleId: server.partner })];
    await server.stand(maya, true);
    assert.equal(server.rolesOf(maya.id).length, 2);
    const leave = await app.api(server.guild.id, 'DELETE', `/roles/rules/${two.id}`);
    assert.deepEqual([leave.status, leave.body.taking], [200, 0]);
    const take = await app.api(server.guild.id, 'DELETE', `/roles/rules/${one.id}?take=true`);
    assert.deepEqual([take.status, take.body.taking], [200, 1]);
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), [server.partner]);
    const { body } = await app.api(server.guild.id, 'GET', '/roles/rules');
    assert.deepEqual(body.rules, []);
  });

  it('works for people one by one where Discord does not list the members, and says so', async () => {
    const server = roleServer(app);
    const maya = server.person('Maya');
    await server.rule();
    await server.standInSilence([maya], true);
    app.discord.control.script({
      method: 'GET',
      path: `/guilds/${server.guild.id}/members$`,
      times: 0,
      status: 403,
      body: { code: 50001, message: 'Missing Access' },
    });
    const plan = await server.sync();
    app.discord.control.clearScripts();
    assert.equal(plan.listed, false);
    assert.deepEqual(server.rolesOf(maya.id), [server.customer]);
  });

  it('hands out nothing that the one who asks does not have', async () => {
    const server = roleServer(app);
    const { guild } = server;
    const strong = app.discord.control.role(guild.id, { name: 'Boss', position: 4, permissions: '8' }).id;
    const byKey = await app.api(guild.id, 'POST', '/roles/rules', {
      standing: 'probe.known',
      roleId: strong,
    });
    assert.equal(byKey.status, 403);
    assert.match(byKey.body.detail, /Administrator, which no API key may hand out/);
    // Somebody who may manage the server and no more.
    const deputy = app.discord.control.role(guild.id, { name: 'Deputy', position: 7, permissions: '32' }).id;
    const dan = server.person('Dan');
    server.byHand(dan.id, [deputy]);
    const answer = await app.run({
      type: 'command',
      userId: dan.id,
      channelId: guild.channelId,
      commandName: 'roles/add',
      options: { standing: 'probe.known', role: strong },
    });
    assert.match(answer.message.content, /lets people do what you may not do yourself: .*Administrator/);
    const { body } = await app.api(guild.id, 'GET', '/roles/rules');
    assert.deepEqual(body.rules, []);
    for (const roleId of [guild.id, '999999999999999999']) {
      const wrong = await app.api(guild.id, 'POST', '/roles/rules', { standing: 'probe.known', roleId });
      assert.equal(wrong.status, 422);
    }
  });
});
