import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp } from '../../support/app.ts';
import { advanceTo, call, configure, look, nextMonday, openTicket, signalsOf } from './desk-support.ts';
import { writes } from './support/ticket.ts';

const MINUTE_MS = 60_000;
const OFFICE = Array.from({ length: 5 }, () => [{ from: '09:00', to: '17:00' }]);
const NIGHTS = Array.from({ length: 7 }, () => [{ from: '22:00', to: '06:00' }]);
const EARLY = Array.from({ length: 7 }, () => [{ from: '01:00', to: '04:00' }]);
const ALL_DAY = Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]);
const BREAK = Array.from({ length: 7 }, () => [
  { from: '09:00', to: '12:00' },
  { from: '13:00', to: '17:00' },
]);

const CALENDARS = {
  office: {
    timeZone: 'Europe/Berlin',
    week: [...OFFICE, [], []],
    holidays: [
      { date: '2026-12-25', name: 'Christmas' },
      { date: '2026-12-24', ranges: [{ from: '09:00', to: '12:00' }] },
    ],
  },
  nights: { timeZone: 'Europe/Berlin', week: NIGHTS },
  early: { timeZone: 'Europe/Berlin', week: EARLY },
  allDay: { timeZone: 'Europe/Berlin', week: ALL_DAY },
  newYork: { timeZone: 'America/New_York', week: ALL_DAY },
  broken: { timeZone: 'Europe/Berlin', week: BREAK },
};

/** In Berlin the clock goes forward on 29 March 2026 at 01:00 UTC and back on 25 October 2026 at 01:00 UTC. */
const MEASURED: [keyof typeof CALENDARS, string, string, number][] = [
  ['office', '2026-11-20T09:00:00Z', '2026-11-20T10:30:00Z', 90],
  ['office', '2026-11-20T05:00:00Z', '2026-11-20T22:00:00Z', 480],
  ['office', '2026-11-20T15:00:00Z', '2026-11-23T09:00:00Z', 120],
  ['office', '2026-11-21T00:00:00Z', '2026-11-22T22:00:00Z', 0],
  ['office', '2026-12-23T15:00:00Z', '2026-12-28T09:00:00Z', 300],
  ['office', '2026-03-23T00:00:00Z', '2026-04-06T00:00:00Z', 4_800],
  ['broken', '2026-11-20T10:30:00Z', '2026-11-20T12:30:00Z', 60],
  ['nights', '2026-11-20T12:00:00Z', '2026-11-21T12:00:00Z', 480],
  ['nights', '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 420],
  ['nights', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 540],
  ['allDay', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23 * 60],
  ['allDay', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 25 * 60],
  ['early', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 120],
  ['early', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 240],
  ['newYork', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', 23 * 60],
  ['newYork', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', 25 * 60],
];
const ADDED: [keyof typeof CALENDARS, string, number, string][] = [
  ['office', '2026-11-19T15:00:00Z', 120, '2026-11-20T09:00:00.000Z'],
  ['office', '2026-11-21T12:00:00Z', 30, '2026-11-23T08:30:00.000Z'],
  ['office', '2026-03-27T15:00:00Z', 120, '2026-03-30T08:00:00.000Z'],
  ['office', '2026-10-23T14:00:00Z', 120, '2026-10-26T09:00:00.000Z'],
  ['nights', '2026-10-24T20:00:00Z', 540, '2026-10-25T05:00:00.000Z'],
  ['nights', '2026-03-28T21:00:00Z', 420, '2026-03-29T04:00:00.000Z'],
];

describe('the clock of the desk', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  it('B27: measures working time in the hours of server and category, over both changes of the clock', async () => {
    const guild = app.newGuild();
    for (const [name, calendar] of Object.entries(CALENDARS)) {
      await call(app, guild, ['PUT', '/tickets/hours'], calendar);
      for (const [which, from, to, minutes] of MEASURED) {
        if (which !== name) continue;
        const measured = await call(app, guild, ['GET', `/tickets/hours/measure?from=${from}&to=${to}`]);
        assert.equal(measured.minutes, minutes, `${name} from ${from} to ${to}`);
      }
      for (const [which, from, minutes, to] of ADDED) {
        if (which !== name) continue;
        const path = `/tickets/hours/measure?from=${from}&minutes=${minutes}`;
        assert.equal((await call(app, guild, ['GET', path])).to, to, `${name} from ${from} and ${minutes}`);
      }
    }
    const { id } = await call<{ id: string }>(
      app,
      guild,
      ['POST', '/tickets/categories'],
      { name: 'Nights' },
      201,
    );
    await call(app, guild, ['PUT', `/tickets/hours?category=${id}`], CALENDARS.nights);
    const sunday = 'from=2026-11-22T22:30:00Z&minutes=30';
    const own = await call(app, guild, ['GET', `/tickets/hours/measure?category=${id}&${sunday}`]);
    assert.deepEqual([own.isOpen, own.to], [true, '2026-11-22T23:00:00.000Z']);
    const overlapping = await app.api(guild.id, 'PUT', '/tickets/hours', {
      timeZone: 'Europe/Berlin',
      week: [
        [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '13:00' },
        ],
        [],
        [],
        [],
        [],
        [],
        [],
      ],
    });
    assert.equal(overlapping.status, 422);
    assert.match(overlapping.body.detail, /overlap/);
  });

  it('B-I5: stops the clock outside hours and while it is the member’s turn, and warns those on call once before a target is missed', async () => {
    const guild = app.newGuild();
    const onCall = app.discord.control.role(guild.id, { name: 'On call' });
    const staffChannel = app.discord.control.channel({ guild_id: guild.id, name: 'staff' }).id;
    await configure(app, guild, { onCallRoles: [onCall.id], staffChannel });
    await call(app, guild, ['PUT', '/tickets/hours'], { timeZone: 'UTC', week: [...OFFICE, [], []] });
    await call(app, guild, ['PUT', '/tickets/targets'], {
      firstResponseMinutes: 60,
      resolutionMinutes: 480,
    });
    const monday = nextMonday(app, 0).getTime();
    const at = (day: number, hour: number, minute = 0) =>
      new Date(monday + ((day * 24 + hour) * 60 + minute) * MINUTE_MS);
    const near = (seen: string | null, wanted: Date) => {
      const off = Math.abs(new Date(seen ?? 0).getTime() - wanted.getTime());
      assert.ok(off < MINUTE_MS, `${seen} instead of ${wanted.toISOString()}`);
    };
    const posts = () =>
      [...app.discord.state.messagesOf(staffChannel).values()]
        .map(({ content }) => content)
        .filter((content) => /due soon|overdue/.test(content));

    await advanceTo(app, at(0, 16, 30));
    const ticket = await openTicket(app, guild);
    near(ticket.firstResponseDueAt, at(1, 9, 30));
    near(ticket.resolutionDueAt, at(1, 16, 30));

    await advanceTo(app, at(1, 9, 14));
    await app.tick();
    assert.deepEqual(posts(), []);
    await advanceTo(app, at(1, 9, 16));
    await app.tick();
    await app.tick();
    assert.equal(posts().length, 1);
    assert.match(
      posts()[0] ?? '',
      new RegExp(`^<@&${onCall.id}> .*#${ticket.number}.*first answer is due soon`),
    );

    await advanceTo(app, at(1, 9, 20));
    await writes(app, guild, ticket.threadId, guild.staff, 'Did you plug it in?');
    const asked = await look(app, guild, ticket.number);
    assert.equal(asked.status, 'waiting');
    near(asked.firstResponseAt, at(1, 9, 20));
    assert.deepEqual([asked.firstResponseDueAt, asked.resolutionDueAt], [null, null]);

    await advanceTo(app, at(1, 14));
    await writes(app, guild, ticket.threadId, guild.member, 'Yes.');
    // 50 of 480 minutes are used up; 180 are left on Tuesday, and 250 on Wednesday.
    near((await look(app, guild, ticket.number)).resolutionDueAt, at(2, 13, 10));
    const [row] =
      await app.sql`select first_response_ms, first_response_by, clock_used_ms from tickets where id = ${ticket.id}`;
    assert.equal(Math.round(Number(row?.first_response_ms) / MINUTE_MS), 50);
    assert.equal(row?.first_response_by, guild.staff.id);

    await advanceTo(app, at(2, 13, 12));
    await app.tick();
    await app.tick();
    assert.deepEqual(
      posts().map((post) => /solution is overdue|due soon/.exec(post)?.[0]),
      ['due soon', 'solution is overdue'],
    );
    assert.deepEqual(
      (await signalsOf(app, guild, 'ticket.overdue')).map(({ data }) => data.target),
      ['resolution'],
    );

    // Shorter targets hold for tickets that are there already.
    await call(app, guild, ['PUT', '/tickets/targets'], {
      firstResponseMinutes: 60,
      resolutionMinutes: 1_000,
    });
    await app.settle();
    near((await look(app, guild, ticket.number)).resolutionDueAt, at(3, 13, 50));
  });

  it('counts an answer that was written for later from when it was sent', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const ticket = await openTicket(app, guild);
    const sendAt = new Date(app.now() + 180 * MINUTE_MS);
    const written = { content: 'Good morning!', sendAt: sendAt.toISOString(), agentId: guild.staff.id };
    await call(app, guild, ['POST', `/conversations/${ticket.id}/messages`], written, 201);
    await app.settle();
    assert.equal((await look(app, guild, ticket.number)).firstResponseAt, null);
    await advanceTo(app, new Date(sendAt.getTime() + 2 * MINUTE_MS));
    await app.tick();
    const at = new Date((await look(app, guild, ticket.number)).firstResponseAt ?? 0).getTime();
    assert.ok(Math.abs(at - sendAt.getTime()) < 5 * MINUTE_MS, new Date(at).toISOString());
  });

  it('asks a member who is silent, and closes the ticket when that does not help', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const quiet = await openTicket(app, guild);
    const back = await openTicket(app, guild, { subject: 'Another thing' });
    const start = app.now();
    const hours = (count: number) => new Date(start + count * 60 * MINUTE_MS);
    for (const one of [quiet, back]) await writes(app, guild, one.threadId, guild.staff, 'Does it work now?');
    // Also what is silent already when the server begins to ask.
    await configure(app, guild, { staleWarnHours: 48, staleCloseHours: 24 });
    await app.settle();
    const statuses = async () =>
      Promise.all([quiet, back].map(async ({ number }) => (await look(app, guild, number)).status));
    const asked = async () => {
      const rows = await app.sql`select conversation_id from conversation_messages
        where guild_id = ${guild.id} and content like 'Do you still need help?%' order by sequence`;
      return rows.map((row) => row.conversation_id);
    };

    await advanceTo(app, hours(47));
    await app.tick();
    assert.deepEqual(await asked(), []);
    await advanceTo(app, hours(48.1));
    await app.tick();
    await app.tick();
    assert.deepEqual((await asked()).sort(), [quiet.id, back.id].sort());
    assert.deepEqual(await statuses(), ['waiting', 'waiting']);

    await advanceTo(app, hours(60));
    await writes(app, guild, back.threadId, guild.member, 'Not yet!');
    await advanceTo(app, hours(72.2));
    await app.tick();
    assert.deepEqual(await statuses(), ['closed', 'in_progress']);
    assert.equal((await look(app, guild, quiet.number)).closeReason, 'Nothing was heard for 3 days.');
  });
});
