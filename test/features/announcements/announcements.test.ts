import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addWebhook } from '../../../scripts/local/discord/routes/webhooks.ts';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { auditOf, choices, modalOf, press, seen, signalsOf, slash, submit } from '../records/support/life.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('announcements', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  /** What everybody sees in a channel, oldest first. */
  const posts = (channelId: string) =>
    [...(app.discord.state.data.messages.get(channelId)?.values() ?? [])].filter(
      ({ flags }) => (flags & 64) === 0,
    );
  const plan = (guild: TestGuild, more: Record<string, unknown> = {}) => ({
    name: 'Open workshop',
    message: { content: 'The workshop is open tonight.' },
    target: { kind: 'channel', channelId: guild.channelId },
    when: 'in 1 hour',
    ...more,
  });
  const make = async (guild: TestGuild, more: Record<string, unknown> = {}) => {
    const made = await app.api(guild.id, 'POST', '/announcements', plan(guild, more));
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
  };
  const read = async (guild: TestGuild, id: string) =>
    (await app.api(guild.id, 'GET', `/announcements/${id}`)).body;
  const advanceTo = (iso: string) => app.advance(new Date(iso).getTime() - app.now());

  it('F13: a message planned in Discord is shown as it will be, saved by a yes, and posted when its time comes', async () => {
    const guild = app.newGuild();
    const opened = await slash(app, guild, guild.admin, 'announce/create', {
      when: 'in 2 hours',
      name: 'Open night',
    });
    assert.equal(modalOf(opened).title, 'New announcement');
    const draft = await submit(app, guild, guild.admin, opened, {
      content: 'Doors open, @everyone! <@&123456789012345678>',
      title: 'Open night',
      text: 'Bring a friend.',
      colour: '#57f287',
      image: 'https://example.org/night.png',
    });
    const preview = draft.message;
    assert.equal(preview.content, 'Doors open, @everyone! <@&123456789012345678>');
    const { type: _, ...embed } = preview.embeds[0] as Record<string, unknown>;
    assert.equal(embed.title, 'Open night');
    assert.equal(embed.color, 0x57f287);
    assert.match(textOf(preview), /Nothing is planned until you save it/);
    assert.match(textOf(preview), /<t:\d+:F> \(<t:\d+:R>\)/);
    assert.deepEqual(await app.sql`select id from announcements where guild_id = ${guild.id}`, []);

    const saved = await press(app, guild, guild.admin, preview, 'Save');
    assert.match(textOf(saved.message), /Saved as #1/);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 0);
    await app.advance(2 * HOUR);
    await app.tick();
    const [posted, ...more] = posts(guild.channelId);
    assert.ok(posted);
    assert.equal(more.length, 0);
    assert.equal(posted.content, preview.content);
    assert.deepEqual(posted.embeds[0]?.title, 'Open night');
    const shown = await seen(app, guild, guild.admin, 'announce/show', { announcement: '1' });
    assert.match(textOf(shown), /Over/);
    assert.match(textOf(shown), new RegExp(`channels/${guild.id}/${guild.channelId}/${posted.id}`));
    assert.deepEqual(await signalsOf(app, guild), ['announcement.changed', 'announcement.sent']);
    assert.deepEqual(
      (await auditOf(app, guild)).map(({ action }) => action),
      ['announcements.create'],
    );
  });

  it('F13: over both changes of summer time each day has its one message, at the hour on the wall', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild, { when: '30 2 * * *', timeZone: 'Europe/Berlin' });
    const runs = async (from: string, until: string) => {
      await advanceTo(from);
      await app.tick();
      await app.sql`delete from announcement_runs where announcement_id = ${id}`;
      // Every half hour of the three days around the change, as the cron would come.
      while (app.now() < new Date(until).getTime()) {
        await app.advance(30 * MINUTE);
        const { body } = await app.api(guild.id, 'GET', `/announcements/${id}`);
        if (new Date(body.nextRunAt).getTime() <= app.now()) await app.tick();
      }
      const rows =
        await app.sql`select due_at, state from announcement_runs where announcement_id = ${id} order by due_at`;
      return rows.map((row) => [new Date(row.due_at as string).toISOString(), row.state]);
    };
    assert.deepEqual(await runs('2027-03-27T12:05:00Z', '2027-03-29T12:00:00Z'), [
      ['2027-03-28T01:00:00.000Z', 'sent'],
      ['2027-03-29T00:30:00.000Z', 'sent'],
    ]);
    assert.deepEqual(await runs('2027-10-30T12:05:00Z', '2027-11-01T12:00:00Z'), [
      ['2027-10-31T00:30:00.000Z', 'sent'],
      ['2027-11-01T01:30:00.000Z', 'sent'],
    ]);
    await app.api(guild.id, 'DELETE', `/announcements/${id}`);
  });

  it('F13: however many times passed while nothing ran, one message is sent, and two crons at once send one', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild, { when: 'every 2 hours' });
    await app.advance(3 * DAY);
    await Promise.all([app.stack.worker.tick(), app.stack.worker.tick(), app.stack.worker.tick()]);
    await app.settle();
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    const { runs, nextRunAt } = await read(guild, id);
    assert.equal(runs.length, 1);
    assert.ok(runs[0].missed >= 34 && runs[0].missed <= 36, String(runs[0].missed));
    assert.ok(new Date(nextRunAt).getTime() > app.now());
    await app.api(guild.id, 'DELETE', `/announcements/${id}`);
  });

  it('F13: can be paused, resumed, skipped once and posted at once', async () => {
    const guild = app.newGuild();
    const { number, nextRuns, id } = await make(guild, { when: 'every day 12:00' });
    const reference = { announcement: String(number) };
    const paused = await seen(app, guild, guild.admin, 'announce/pause', reference);
    assert.match(textOf(paused), /Paused/);
    await app.advance(2 * DAY);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 0);
    assert.ok(new Date(nextRuns[0]).getTime() < app.now());

    const resumed = await press(app, guild, guild.admin, paused, 'Resume');
    assert.match(textOf(resumed.message), /Resumed/);
    const before = await read(guild, id);
    const skipped = await press(app, guild, guild.admin, resumed.message, 'Skip next');
    assert.match(textOf(skipped.message), /skipped/);
    const afterSkip = await read(guild, id);
    assert.equal(new Date(afterSkip.nextRunAt).getTime() - new Date(before.nextRunAt).getTime(), DAY);
    await app.advance(DAY);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 0);
    await app.advance(DAY);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    await press(app, guild, guild.admin, skipped.message, 'Post now');
    await app.settle();
    assert.equal(posts(guild.channelId).length, 2);
    await app.api(guild.id, 'DELETE', `/announcements/${id}`);
  });

  it('ping the roles that an admin named and nobody else', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
    const refused = await seen(app, guild, guild.staff, 'announce/create', {
      when: 'in 1 hour',
      ping: guild.staffRoleId,
    });
    assert.match(refused.content, /manage this server/);
    await make(guild, {
      message: { content: '@everyone @here <@&100000000000000001>', pings: [guild.staffRoleId] },
    });
    await app.advance(HOUR);
    await app.tick();
    const call = app.discord.control
      .calls({ method: 'POST', path: `/channels/${guild.channelId}/messages` })
      .at(-1);
    const body = call?.body as Record<string, unknown>;
    assert.deepEqual(body.allowed_mentions, { parse: [], roles: [guild.staffRoleId] });
    assert.equal(body.content, `<@&${guild.staffRoleId}>\n@everyone @here <@&100000000000000001>`);
    assert.equal(body.enforce_nonce, true);
    const everyone = await app.api(guild.id, 'POST', '/announcements', {
      ...plan(guild),
      message: { content: 'Hi', pings: [guild.id] },
    });
    assert.equal(everyone.status, 422);
    const narrow = { authorization: `Bearer ${await app.apiKey(guild.id, ['announcements:manage'])}` };
    const body2 = { ...plan(guild), message: { content: 'Hi', pings: [guild.staffRoleId] } };
    assert.equal((await app.api(guild.id, 'POST', '/announcements', body2, narrow)).status, 403);
  });

  it('go to a Discord webhook whose address is never shown, and to endpoints by their signal', async () => {
    const guild = app.newGuild();
    const channel = app.discord.state.data.channels.get(guild.channelId);
    assert.ok(channel);
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'News');
    const url = `${app.discord.apiUrl}/webhooks/${webhook.id}/${webhook.token}`;
    const made = await make(guild, { target: { kind: 'webhook', url } });
    await make(guild, { target: { kind: 'endpoints' }, name: 'Only told' });
    await app.advance(HOUR);
    await app.tick();
    const [posted] = posts(guild.channelId);
    assert.equal(posted?.webhook?.id, webhook.id);
    const { runs } = await read(guild, made.id);
    assert.deepEqual([runs[0].state, runs[0].messageId], ['sent', posted?.id]);
    const everything = JSON.stringify([
      made,
      await read(guild, made.id),
      await auditOf(app, guild),
      await app.sql`select * from announcements where guild_id = ${guild.id}`,
      await app.sql`select * from signals where guild_id = ${guild.id}`,
      app.logs,
    ]);
    assert.ok(!everything.includes(webhook.token));
    const told = (await signalsOf(app, guild)).filter((type) => type === 'announcement.sent');
    assert.equal(told.length, 2);
    const wrong = await app.api(guild.id, 'POST', '/announcements', {
      ...plan(guild),
      target: { kind: 'webhook', url: `https://evil.example/api/webhooks/${webhook.id}/${webhook.token}` },
    });
    assert.equal(wrong.status, 422);
  });

  it('that Discord refuses say why, and an outage only delays them', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild);
    const channel = app.discord.control.channel({ guild_id: guild.id, name: 'soon-gone' });
    const gone = await make(guild, { target: { kind: 'channel', channelId: channel.id } });
    app.discord.control.removeChannel(channel.id);
    await app.advance(HOUR);
    await app.tick();
    assert.equal((await read(guild, id)).runs[0].state, 'sent');
    const failed = (await read(guild, gone.id)).runs[0];
    assert.equal(failed.state, 'failed');
    assert.match(failed.error, /channel/i);
    assert.ok((await signalsOf(app, guild)).includes('announcement.failed'));

    const late = await make(guild);
    const path = `/channels/${guild.channelId}/messages`;
    app.discord.control.script({ method: 'POST', path, times: 0, status: 503 });
    await app.advance(HOUR);
    await app.stack.worker.tick();
    await eventually('Discord was asked', () => app.discord.control.calls({ path }).at(-1)?.status === 503);
    app.discord.control.clearScripts();
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal((await read(guild, late.id)).runs[0].state, 'sent');
    assert.equal(posts(guild.channelId).length, 2);
  });

  it('to a webhook whose answer is lost are not posted a second time, and their history says so', async () => {
    const guild = app.newGuild();
    const channel = app.discord.state.data.channels.get(guild.channelId);
    assert.ok(channel);
    const webhook = addWebhook(app.discord.state, channel, guild.admin.id, 'News');
    const path = `/webhooks/${webhook.id}/${webhook.token}`;
    const { id } = await make(guild, { target: { kind: 'webhook', url: `${app.discord.apiUrl}${path}` } });
    app.discord.control.script({ method: 'POST', path, dropAfter: true });
    await app.advance(HOUR);
    await app.tick();
    await app.advance(HOUR);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    const [run] = (await read(guild, id)).runs;
    assert.equal(run.state, 'failed');
    assert.match(run.error, /not known whether this was posted/);
  });

  it('that were posted just before the sender died are found in the channel, not posted again', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild);
    await app.advance(HOUR);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    // As it stands when a worker dies between Discord's answer and its own note, and the nonce is long forgotten.
    await app.sql`update announcement_runs set state = 'posting', message_id = null where announcement_id = ${id}`;
    await app.sql`update jobs set state = 'queued', attempts = 1, finished_at = null
      where guild_id = ${guild.id} and name = 'announcements.send'`;
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    const [run] = (await read(guild, id)).runs;
    assert.deepEqual([run.state, run.messageId], ['sent', posts(guild.channelId)[0]?.id]);
  });

  it('whose answer was lost are found in the channel when Discord has forgotten the nonce', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild);
    const path = `/channels/${guild.channelId}/messages`;
    app.discord.control.script({ method: 'POST', path, times: 0, dropAfter: true });
    await app.advance(HOUR);
    await app.tick();
    app.discord.control.clearScripts();
    const [posted, ...more] = posts(guild.channelId);
    assert.ok(posted && more.length === 0);
    // Discord shows below a message what its links lead to.
    posted.embeds.push({ type: 'link', title: 'What a link leads to', url: 'https://example.com' });
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    const [run] = (await read(guild, id)).runs;
    assert.deepEqual([run.state, run.messageId], ['sent', posted.id]);
  });

  it('are found with the words of then though they were changed meanwhile, and never for another run’s', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild, { when: 'in 10 hours' });
    const path = `/channels/${guild.channelId}/messages`;
    const runWhile = async (script: Record<string, unknown>) => {
      app.discord.control.script({ method: 'POST', path, times: 0, ...script });
      assert.equal((await app.api(guild.id, 'POST', `/announcements/${id}/run`)).status, 202);
      await app.settle();
      app.discord.control.clearScripts();
    };
    await runWhile({ dropAfter: true });
    const changed = { message: { content: 'Open at nine.' } };
    assert.equal((await app.api(guild.id, 'PATCH', `/announcements/${id}`, changed)).status, 200);
    await app.advance(30 * MINUTE);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    // Of two runs with the same words one never came to Discord; what the other posted is not its own.
    await runWhile({ drop: true });
    await app.api(guild.id, 'POST', `/announcements/${id}/run`);
    await app.settle();
    assert.equal(posts(guild.channelId).length, 2);
    await app.advance(20 * MINUTE);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 3);
    const { runs } = await read(guild, id);
    assert.equal(new Set(runs.map((run: { messageId: string }) => run.messageId)).size, 3);
  });

  it('are edited through a draft that a yes turns into the change; who was slower is told', async () => {
    const guild = app.newGuild();
    const { number, id } = await make(guild, { when: 'every day 12:00' });
    const opened = await slash(app, guild, guild.admin, 'announce/edit', {
      announcement: String(number),
      when: 'every day 13:00',
    });
    const form = modalOf(opened);
    assert.equal(form.components[0]?.component.value, 'The workshop is open tonight.');
    const draft = await submit(app, guild, guild.admin, opened, { content: 'Open at one.' });
    assert.equal((await read(guild, id)).timing.cron, '0 12 * * *');
    const late = await slash(app, guild, guild.admin, 'announce/edit', { announcement: String(number) });
    const lateDraft = await submit(app, guild, guild.admin, late, { content: 'Open at two.' });
    // Of two clicks at once one counts; Discord itself may refuse the other, as the button is gone.
    await Promise.allSettled([1, 2].map(() => press(app, guild, guild.admin, draft.message, 'Save')));
    const now = await read(guild, id);
    assert.deepEqual([now.timing.cron, now.message.content], ['0 13 * * *', 'Open at one.']);
    const refused = await press(app, guild, guild.admin, lateDraft.message, 'Save');
    assert.match(JSON.stringify(refused), /Somebody else changed this/);
    const edits = (await auditOf(app, guild)).filter(({ action }) => action === 'announcements.edit');
    assert.equal(edits.length, 1);
    await app.api(guild.id, 'DELETE', `/announcements/${id}`);
  });

  it('are deleted after a second yes, with what is shown before it', async () => {
    const guild = app.newGuild();
    const { number } = await make(guild);
    const asked = await seen(app, guild, guild.admin, 'announce/delete', { announcement: `#${number}` });
    assert.match(textOf(asked), /Delete #1 Open workshop\?/);
    assert.equal(asked.content, 'The workshop is open tonight.');
    const kept = await press(app, guild, guild.admin, asked, 'Keep it');
    assert.match(textOf(kept.message), /Planned/);
    const again = await seen(app, guild, guild.admin, 'announce/delete', { announcement: `#${number}` });
    await press(app, guild, guild.admin, again, 'Delete for good');
    assert.deepEqual(await app.sql`select id from announcements where guild_id = ${guild.id}`, []);
    assert.match((await seen(app, guild, guild.admin, 'announce/list')).content, /Nothing is planned/);
  });

  it('show while typing how a time is understood, and offer zones and what there is', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'PATCH', '/settings/server', { values: { timeZone: 'Asia/Tokyo' } });
    const offer = (focused: string, options: Record<string, unknown>, command = 'announce/create') =>
      choices(app, guild, guild.admin, command, focused, options);
    const [when] = await offer('when', { when: 'tomorrow 18:00' });
    assert.match(when?.name ?? '', /^tomorrow 18:00 → \w{3} \d+ \w{3} \d{4}, 18:00 Asia\/Tokyo$/);
    assert.equal(when?.value, 'tomorrow 18:00');
    const [cron] = await offer('when', { when: 'every friday 18:00', time_zone: 'Europe/Berlin' });
    assert.match(cron?.name ?? '', /0 18 \* \* FRI, first Fri .* Europe\/Berlin/);
    assert.ok((await offer('when', { when: 'blue moon' })).length >= 4, 'examples');
    const zones = await offer('time_zone', { when: 'x', time_zone: 'new yo' });
    assert.deepEqual(zones, [{ name: 'America/New_York', value: 'America/New_York' }]);
    await make(guild, { name: 'Board meeting' });
    const known = await offer('announcement', { announcement: 'board' }, 'announce/show');
    assert.deepEqual(known, [{ name: '#1 Board meeting', value: '1' }]);
  });

  it('refuse what cannot be: other servers’ channels, times that never come or come too often, an empty message', async () => {
    const guild = app.newGuild();
    const other = app.newGuild();
    const refused = async (more: Record<string, unknown>, status: number, text: RegExp) => {
      const answer = await app.api(guild.id, 'POST', '/announcements', plan(guild, more));
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.match(JSON.stringify(answer.body), text);
    };
    await refused({ target: { kind: 'channel', channelId: other.channelId } }, 404, /no such channel/);
    await refused({ when: '0 0 30 2 *' }, 422, /never comes/);
    await refused({ when: '* * * * *' }, 422, /too often/);
    await refused({ when: 'yesterday' }, 422, /tomorrow 18:00/);
    await refused({ timeZone: 'Mars/Olympus' }, 422, /no time zone/);
    await refused({ message: { content: '  ' } }, 422, /Say something/);
    await refused({ message: { embed: { image: 'http://plain.example/a.png' } } }, 422, /https/);
    assert.equal((await app.api(other.id, 'GET', `/announcements/${(await make(guild)).id}`)).status, 404);
    const looked = await app.api(
      guild.id,
      'POST',
      '/announcements/preview',
      plan(guild, { when: '0 9 * * MON' }),
    );
    assert.equal(looked.status, 200);
    assert.deepEqual(looked.body.timing, { kind: 'cron', cron: '0 9 * * MON' });
    assert.equal(looked.body.nextRuns.length, 5);
    assert.deepEqual(looked.body.message.allowed_mentions, { parse: [], roles: [] });
  });

  it('that come due while the feature is switched off are left out', async () => {
    const guild = app.newGuild();
    const { id } = await make(guild, { when: 'every 2 hours' });
    const turn = (value: string) =>
      app.api(guild.id, 'PATCH', '/settings/features', { values: { announcements: value } });
    assert.equal((await turn('off')).status, 200);
    await app.advance(3 * HOUR);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 0);
    await turn('on');
    await app.advance(MINUTE);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 0);
    assert.equal((await read(guild, id)).runs[0].state, 'skipped');
    await app.advance(2 * HOUR);
    await app.tick();
    assert.equal(posts(guild.channelId).length, 1);
    await app.api(guild.id, 'DELETE', `/announcements/${id}`);
  });

  it('are for staff', async () => {
    const guild = app.newGuild();
    const answer = await seen(app, guild, guild.member, 'announce/list');
    assert.match(answer.content, /Only staff/);
  });
});
