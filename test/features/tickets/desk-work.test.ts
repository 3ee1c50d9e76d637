import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { uuidv7 } from '../../../src/core/ids.ts';
import { createTestApp, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { call, configure, look, openTicket } from './desk-support.ts';
import { timeline, writes } from './support/ticket.ts';

const MINUTE_MS = 60_000;

describe('work at the desk', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const run = async (
    guild: TestGuild,
    user: { id: string },
    commandName: string,
    options: object,
    channelId?: string,
  ) =>
    textOf(
      (
        await app.run({
          type: 'command',
          userId: user.id,
          channelId: channelId ?? guild.channelId,
          commandName,
          options,
        })
      ).message,
    );
  const open = (guild: TestGuild, subject: string, user = guild.member) =>
    run(guild, user, 'ticket/open', { subject, message: 'Please help!' });
  const count = async (guild: TestGuild) => {
    const [row] = await app.sql`select count(*)::int as count from tickets where guild_id = ${guild.id}`;
    return row?.count;
  };

  it('B28: refuses the third open ticket, one too soon, and whoever is blocked, each in words', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { maxOpen: 2 });
    await open(guild, 'One');
    await open(guild, 'Two');
    assert.match(await open(guild, 'Three'), /You have 2 open tickets: #2, #1\..*close one that is done/);
    assert.equal(await count(guild), 2);
    await call(app, guild, ['POST', '/tickets/1/close'], {});
    const both = await Promise.all([open(guild, 'Three'), open(guild, 'Four')]);
    assert.equal(both.filter((said) => /one member can have/.test(said)).length, 1, both.join(' | '));
    assert.equal(await count(guild), 3);

    await configure(app, guild, { maxOpen: 0, cooldownMinutes: 30 });
    assert.match(await open(guild, 'Five'), /You can open the next one in 30 minutes.*write in #/);
    await app.advance(31 * MINUTE_MS);
    await app.tick();
    assert.match(await open(guild, 'Five'), /is open/);
    await configure(app, guild, { cooldownMinutes: 0 });

    const person = guild.member.id;
    assert.match(
      await run(guild, guild.member, 'tickets/block', { person, reason: 'Me' }),
      /Only staff can do this/,
    );
    assert.match(
      await run(guild, guild.staff, 'tickets/block', { person, reason: 'Spam', until: 'in 2 hours' }),
      /can open no more tickets until/,
    );
    assert.match(await open(guild, 'Six'), /has blocked you from opening tickets: Spam\. If you think/);
    await run(guild, guild.staff, 'tickets/unblock', { person });
    assert.match(await open(guild, 'Six'), /is open/);
    await run(guild, guild.staff, 'tickets/block', { person, reason: 'Spam', until: 'in 2 hours' });
    await app.advance(121 * MINUTE_MS);
    await app.tick();
    assert.match(await open(guild, 'Seven'), /is open/);
  });

  it('B29: fills in canned replies in `/reply`, offers them while typing, and refuses unknown placeholders', async () => {
    const guild = app.newGuild();
    await configure(app, guild, {});
    await call(app, guild, ['PUT', '/tickets/hours'], {
      timeZone: 'Europe/Berlin',
      week: [
        ...Array.from({ length: 5 }, () => [{ from: '09:00', to: '17:00' }]),
        [{ from: '10:00', to: '14:00' }],
        [],
      ],
    });
    const { id: category } = await call<{ id: string }>(
      app,
      guild,
      ['POST', '/tickets/categories'],
      { name: 'Billing' },
      201,
    );
    const ticket = await openTicket(app, guild, { subject: 'My invoice', category });
    const server = app.discord.state.data.guilds.get(guild.id)?.name ?? '';
    const table: [string, string][] = [
      ['{user}', 'Maya'],
      ['{name}', 'Maya'],
      ['{username}', guild.member.username],
      ['{agent}', 'Sam'],
      ['{server}', server],
      ['{ticket}', '#1'],
      ['{number}', '#1'],
      ['{subject}', 'My invoice'],
      ['{category}', 'Billing'],
      ['{hours}', 'Mon–Fri 09:00–17:00, Sat 10:00–14:00 (Europe/Berlin)'],
      ['{ user } {} {{', '{ user } {} {{'],
    ];
    const body = table.map(([text]) => text).join(' | ');
    await call(app, guild, ['POST', '/tickets/canned-replies'], { name: 'Everything', body }, 201);
    await call(
      app,
      guild,
      ['POST', '/tickets/canned-replies'],
      { name: 'Thanks', body: 'Thank you, {user}!' },
      201,
    );
    const unknown = await app.api(guild.id, 'POST', '/tickets/canned-replies', {
      name: 'Wrong',
      body: 'Hello {usr}',
    });
    assert.equal(unknown.status, 422);
    assert.match(unknown.body.detail, /no placeholder \{usr\}\. Known: \{name\}, \{user\}.*\{hours\}/);

    const typed = await app.start({
      type: 'autocomplete',
      userId: guild.staff.id,
      channelId: ticket.threadId ?? '',
      commandName: 'reply',
      focused: 'canned',
      options: { canned: 'thank' },
    });
    const { choices } = typed.first.data as { choices: { name: string; value: string }[] };
    assert.deepEqual(choices, [{ name: 'Thanks · Thank you, {user}!', value: 'Thanks' }]);

    const said = await run(guild, guild.staff, 'reply', { canned: 'everything' }, ticket.threadId ?? '');
    assert.match(said, /Your answer to #1 is on its way/);
    await run(guild, guild.staff, 'reply', { text: 'In my own words', ticket: '1' });
    await app.settle();
    const sent = (await timeline(app, guild, ticket.id)).filter(({ direction }) => direction === 'out');
    assert.deepEqual(
      sent.map(({ content }) => content),
      [table.map(([, filled]) => filled).join(' | '), 'In my own words'],
    );
    assert.match(
      await run(guild, guild.member, 'reply', { canned: 'thanks', ticket: '1' }),
      /Only staff can do this/,
    );
    // The inbox has the same ones.
    const { cannedReplies } = await call<{ cannedReplies: { name: string }[] }>(app, guild, [
      'GET',
      '/inbox/canned-replies',
    ]);
    assert.deepEqual(
      cannedReplies.map(({ name }) => name),
      ['Everything', 'Thanks'],
    );
  });

  it('B30: counts first answers, solutions, ratings and volume by person and week, exactly', async () => {
    const guild = app.newGuild();
    await configure(app, guild, {});
    await call(app, guild, ['PATCH', '/settings/server'], { values: { timeZone: 'Europe/Berlin' } });
    const { staff, admin, member } = guild;
    let number = 0;
    /** A closed ticket; times in minutes. */
    const add = async (
      opened: string,
      {
        by,
        name,
        answered,
        solved,
        late = false,
        score,
      }: { by: string; name: string; answered: number; solved: number; late?: boolean; score?: number },
    ) => {
      const id = uuidv7(Date.now());
      const at = new Date(opened);
      const later = (minutes: number) => new Date(at.getTime() + minutes * MINUTE_MS).toISOString();
      number += 1;
      await app.sql`insert into conversations (id, guild_id, number, feature, person_id, person_name, state, assignee_id,
          assignee_name, transport, last_message_at, created_at, updated_at, closed_at)
        values (${id}, ${guild.id}, ${number}, 'tickets', ${member.id}, 'Maya', 'closed', ${by}, ${name}, 'dm',
          ${opened}, ${opened}, ${opened}, ${later(solved)})`;
      await app.sql`insert into tickets (id, guild_id, status, assignee_id, last_message_at, source, person_id, opened_by,
          opened_by_name, is_private, setup_state, created_at, updated_at, closed_at, closed_by, closed_by_name,
          first_response_at, first_response_by, first_response_by_name, first_response_ms, clock_used_ms, breached_at)
        values (${id}, ${guild.id}, 'closed', ${by}, ${opened}, 'discord', ${member.id}, ${`user:${member.id}`}, 'Maya', true,
          'none', ${opened}, ${opened}, ${later(solved)}, ${`user:${by}`}, ${name}, ${later(answered)}, ${by}, ${name},
          ${answered * MINUTE_MS}, ${solved * MINUTE_MS}, ${late ? later(solved) : null})`;
      if (score)
        await app.sql`insert into ticket_ratings (ticket_id, guild_id, person_id, agent_id, agent_name, score, created_at, updated_at)
          values (${id}, ${guild.id}, ${member.id}, ${by}, ${name}, ${score}, ${later(solved + 1)}, ${later(solved + 1)})`;
    };
    const sam = { by: staff.id, name: '=Sam, the "best"' };
    const ada = { by: admin.id, name: 'Ada' };
    await add('2026-06-02T10:00:00Z', { ...sam, answered: 10, solved: 100, score: 5 });
    await add('2026-06-03T10:00:00Z', { ...sam, answered: 20, solved: 200, late: true, score: 2 });
    await add('2026-06-04T10:00:00Z', { ...sam, answered: 60, solved: 600 });
    await add('2026-06-05T10:00:00Z', { ...ada, answered: 30, solved: 90, score: 4 });
    // Sunday evening in UTC is Monday in Berlin.
    await add('2026-06-07T22:30:00Z', { ...ada, answered: 5, solved: 15 });

    const range = 'from=2026-06-01T00:00:00Z&to=2026-06-15T00:00:00Z';
    const found = await call<{
      total: object;
      people: { id: string }[];
      weeks: object[];
      peopleByWeek: object[];
    }>(app, guild, ['GET', `/tickets/statistics?${range}`]);
    const took = (many: number, mean: number, median: number) => ({
      count: many,
      meanMs: Math.round(mean * MINUTE_MS),
      medianMs: Math.round(median * MINUTE_MS),
    });
    const ofSam = {
      opened: 0,
      closed: 3,
      overdue: 1,
      firstResponse: took(3, 30, 20),
      resolution: took(3, 300, 200),
      rating: { count: 2, mean: 3.5 },
    };
    assert.deepEqual(found.total, {
      opened: 5,
      closed: 5,
      overdue: 1,
      firstResponse: took(5, 25, 20),
      resolution: took(5, 201, 100),
      rating: { count: 3, mean: 3.67 },
    });
    assert.deepEqual(
      found.people.find(({ id }) => id === staff.id),
      { id: staff.id, name: sam.name, ...ofSam },
    );
    assert.deepEqual(
      found.people.find(({ id }) => id === admin.id),
      {
        id: admin.id,
        name: 'Ada',
        opened: 0,
        closed: 2,
        overdue: 0,
        firstResponse: took(2, 17.5, 17.5),
        resolution: took(2, 52.5, 52.5),
        rating: { count: 1, mean: 4 },
      },
    );
    assert.deepEqual(
      found.weeks.map((week) => pick(week, ['week', 'opened', 'closed'])),
      [
        { week: '2026-06-01', opened: 4, closed: 4 },
        { week: '2026-06-08', opened: 1, closed: 1 },
      ],
    );
    assert.deepEqual(
      found.peopleByWeek
        .map((row) => pick(row, ['week', 'name', 'closed']))
        .sort(
          (one, other) =>
            String(one.name).localeCompare(String(other.name)) ||
            String(one.week).localeCompare(String(other.week)),
        ),
      [
        { week: '2026-06-01', name: sam.name, closed: 3 },
        { week: '2026-06-01', name: 'Ada', closed: 1 },
        { week: '2026-06-08', name: 'Ada', closed: 1 },
      ].sort((one, other) => one.name.localeCompare(other.name) || one.week.localeCompare(other.week)),
    );

    const browser = await signIn(app, staff);
    const table = await browser.get(`/guilds/${guild.id}/tickets/statistics/csv?${range}`);
    assert.match(table.headers.get('content-type') ?? '', /^text\/csv/);
    const lines = table.text.split('\r\n');
    assert.equal(
      lines[0],
      'week,person_id,person,opened,closed,overdue,first_responses,first_response_mean_minutes,first_response_median_minutes,resolution_mean_minutes,resolution_median_minutes,ratings,rating_mean',
    );
    assert.ok(
      lines.includes(`2026-06-01,${staff.id},"'=Sam, the ""best""",0,3,1,3,30,20,300,200,2,3.5`),
      table.text,
    );
    assert.ok(lines.includes('2026-06-08,,,1,1,0,1,5,5,15,15,0,'), table.text);
    const { csv } = await call<{ csv: string }>(app, guild, ['GET', `/tickets/statistics/csv?${range}`]);
    assert.equal(csv, table.text);

    const shown = await run(guild, staff, 'tickets/stats', { weeks: '52' });
    assert.match(
      shown,
      /5 opened · 5 closed · 1 overdue · first answer 20 min · solved 1 h 40 min · ★ 3.67 \(3\)/,
    );
    assert.match(shown, /Ada\*\*: 2 closed/);

    // A member who closes what nobody had is nobody of the team.
    await app.sql`insert into counters (guild_id, name, value) values (${guild.id}, 'conversation', ${number})`;
    const alone = await openTicket(app, guild, { subject: 'Solved itself' });
    const own = await signIn(app, member);
    await own.get(`/guilds/${guild.id}/my-tickets/${alone.number}`);
    const gone = await own.post(`/guilds/${guild.id}/my-tickets/${alone.number}/close`, { reason: '' });
    assert.equal(gone.status, 303, gone.text);
    await app.settle();
    const since = new Date(app.now() - 60 * MINUTE_MS).toISOString();
    const late = await call<{ total: { closed: number }; people: { id: string }[] }>(app, guild, [
      'GET',
      `/tickets/statistics?from=${since}`,
    ]);
    assert.deepEqual([late.total.closed, late.people], [1, []]);
    const page = await browser.get(`/guilds/${guild.id}/tickets/statistics?days=364`);
    assert.match(page.text, /tickets over a target/);
  });

  it('counts from what really happened', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const ticket = await openTicket(app, guild);
    await app.advance(12 * MINUTE_MS);
    await app.tick();
    await writes(app, guild, ticket.threadId, guild.staff, 'Look again.');
    await app.advance(60 * MINUTE_MS);
    await app.tick();
    await writes(app, guild, ticket.threadId, guild.member, 'Still broken.');
    await app.advance(8 * MINUTE_MS);
    await app.tick();
    await call(app, guild, ['POST', `/tickets/${ticket.number}/close`], {});
    await app.settle();
    const { total } = await call<{
      total: { firstResponse: { meanMs: number }; resolution: { meanMs: number } };
    }>(app, guild, ['GET', '/tickets/statistics']);
    const minutes = (ms: number) => Math.round(ms / MINUTE_MS);
    assert.equal(minutes(total.firstResponse.meanMs), 12);
    // The hour in which it was the member's turn does not count.
    assert.equal(minutes(total.resolution.meanMs), 20);
    assert.equal((await look(app, guild, ticket.number)).status, 'closed');
  });
});

const pick = (row: object, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
