import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { call, configure, openTicket, signalsOf } from './desk-support.ts';
import { writes } from './support/ticket.ts';

interface Line {
  kind: string;
  id: string;
  [field: string]: unknown;
}
interface Import {
  id: string;
  state: string;
  total: number;
  added: number;
  skipped: number;
  faults: { where: string; text: string }[];
}

describe('tickets from and to elsewhere', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const exported = async (guild: TestGuild): Promise<Line[]> => {
    const lines: Line[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page++) {
      const part = await call<{ lines: Line[]; next: string | null }>(app, guild, [
        'GET',
        `/tickets/export${cursor}`,
      ]);
      lines.push(...part.lines);
      if (part.next === null) return lines;
      cursor = `?cursor=${part.next}`;
    }
    throw new Error('the export does not end');
  };
  const importing = async (guild: TestGuild, format: string, data: string): Promise<Import> => {
    const { id } = await call<Import>(app, guild, ['POST', '/tickets/import'], { format, data }, 202);
    await app.settle();
    return call(app, guild, ['GET', `/tickets/imports/${id}`]);
  };

  it('B-I6: exports everything of tickets and brings it back with its ids, once however often', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const category = await call<{ id: string }>(
      app,
      guild,
      ['POST', '/tickets/categories'],
      {
        name: 'Billing',
        emoji: '🧾',
        form: [{ id: 'invoice', label: 'Which invoice?', style: 'short', required: true }],
      },
      201,
    );
    const first = await openTicket(app, guild, {
      subject: 'Invoice',
      category: category.id,
      answers: { invoice: '2026-17' },
    });
    await writes(app, guild, first.threadId, guild.staff, 'Let me look.');
    await writes(app, guild, first.threadId, guild.member, 'Thank you **so** much <3');
    await call(app, guild, ['POST', `/tickets/${first.number}/notes`], { content: 'Pays late.' }, 201);
    await call(app, guild, ['PATCH', `/tickets/${first.number}`], { priority: 'high', tags: ['vip'] });
    await call(app, guild, ['POST', `/tickets/${first.number}/close`], { reason: 'Paid.' });
    await app.settle();
    await app.sql`insert into ticket_ratings (ticket_id, guild_id, person_id, score, comment, created_at, updated_at)
      values (${first.id}, ${guild.id}, ${guild.member.id}, 4, 'Quick.', now(), now())`;
    await openTicket(app, guild, { subject: 'Still open' });

    const before = await exported(guild);
    assert.deepEqual(
      before.map(({ kind }) => kind),
      ['category', 'ticket', 'ticket'],
    );
    const file = before.map((line) => `${JSON.stringify(line)}\n`).join('');
    // What has changed since is not written over: "skipped" means that nothing was touched.
    await call(app, guild, ['PATCH', '/tickets/2'], { subject: 'Open for long' });
    const twice = await importing(guild, 'guildhall', file);
    assert.deepEqual([twice.state, twice.added, twice.skipped], ['done', 0, 3]);
    const kept = (await exported(guild)).map(({ subject }) => subject);
    assert.deepEqual(kept, [undefined, 'Invoice', 'Open for long']);

    for (const table of [
      'ticket_ratings',
      'ticket_phases',
      'tickets',
      'ticket_categories',
      'ticket_transcripts',
    ])
      await app.sql.query(`delete from ${table} where guild_id = $1`, [guild.id]);
    for (const table of ['conversation_attachments', 'conversation_messages', 'conversations', 'counters'])
      await app.sql.query(`delete from ${table} where guild_id = $1`, [guild.id]);
    assert.deepEqual(await exported(guild), []);

    const back = await importing(guild, 'guildhall', file);
    assert.deepEqual([back.state, back.added, back.skipped, back.faults], ['done', 3, 0, []]);
    const plain = (lines: Line[]) =>
      // The clock of what is open goes on.
      lines.map((line) => (line.status === 'closed' ? line : { ...line, workedMs: null }));
    assert.deepEqual(plain(await exported(guild)), plain(before));
    assert.equal((await signalsOf(app, guild, 'tickets.imported')).length, 2);
    const next = await openTicket(app, guild, { subject: 'A new one' });
    assert.equal(next.number, 3);

    const other = app.newGuild();
    const foreign = await importing(other, 'guildhall', file);
    assert.deepEqual([foreign.added, foreign.faults.length], [0, 3]);
    assert.match(foreign.faults[0]?.text ?? '', /another one’s/);
  });

  it('names a line that can’t be stored and goes on, and lets no number run the counter out', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    await openTicket(app, guild, { subject: 'One' });
    const [line] = await exported(guild);
    assert.ok(line);
    const as = (number: number, more: object = {}) =>
      JSON.stringify({ ...line, id: crypto.randomUUID(), number, messages: [], ...more });
    const done = await importing(
      guild,
      'guildhall',
      [as(2_147_483_647), as(2, { subject: 'A \u0000 in it' }), as(3)].join('\n'),
    );
    assert.deepEqual([done.state, done.added, done.faults.length], ['done', 1, 2]);
    assert.match(done.faults[0]?.text ?? '', /number is at most 1,000,000,000/);
    assert.match(done.faults[1]?.text ?? '', /can’t be stored/);
    assert.equal((await openTicket(app, guild, { subject: 'Next' })).number, 4);
  });

  it('reads Modmail’s logs, as a list and as mongoexport writes them', async () => {
    const guild = app.newGuild();
    const person = { id: guild.member.id, name: 'maya', discriminator: '0', avatar_url: '', mod: false };
    const mod = { ...person, id: guild.staff.id, name: 'sam', mod: true };
    const message = (id: number, at: string, author: object, content: string, more = {}) => ({
      timestamp: at,
      message_id: `10000000000000000${id}`,
      author,
      content,
      type: 'thread_message',
      attachments: [],
      ...more,
    });
    const log = {
      _id: 'a1b2c3',
      key: 'a1b2c3',
      open: false,
      created_at: '2024-05-01 10:00:00.123456',
      closed_at: '2024-05-01 12:30:00+00:00',
      channel_id: '1100000000000000001',
      guild_id: guild.id,
      recipient: person,
      creator: person,
      closer: mod,
      close_message: 'Solved.',
      messages: [
        message(10, '2024-05-01 10:00:01', person, 'My server is down'),
        message(11, '2024-05-01 10:30:00', mod, 'Is he joking?', { type: 'internal' }),
        message(12, '2024-05-01 11:00:00', mod, 'It runs again.', {
          attachments: [
            { id: 5, filename: 'log.txt', is_image: false, size: 12, url: 'https://cdn.example/log.txt' },
          ],
        }),
      ],
    };
    const second = {
      ...log,
      key: 'd4e5f6',
      _id: 'd4e5f6',
      open: true,
      closed_at: null,
      closer: null,
      // Cut in the middle of its last sign it would be no text.
      title: `${'x'.repeat(199)}😀`,
      messages: [],
    };
    const done = await importing(
      guild,
      'modmail',
      [log, second].map((one) => JSON.stringify(one)).join('\n'),
    );
    assert.deepEqual([done.state, done.added, done.faults], ['done', 2, []]);
    const again = await importing(guild, 'modmail', JSON.stringify([log, { nonsense: true }]));
    assert.deepEqual([again.added, again.skipped, again.faults.length], [0, 1, 1]);

    // A number of 18 digits is rounded in JSON: whose ticket that would be, nobody knows.
    const rounded = JSON.stringify({ ...log, key: 'g7', recipient: { ...person, id: '#' } });
    const canonical = JSON.stringify({
      ...log,
      key: 'h8',
      open: true,
      messages: [],
      recipient: { ...person, id: '#' },
    });
    const numbers = await importing(
      guild,
      'modmail',
      [
        rounded.replace('"#"', '100000000000000123'),
        canonical.replace('"#"', `{"$numberLong":"${guild.member.id}"}`),
      ].join('\n'),
    );
    assert.deepEqual([numbers.added, numbers.faults.length], [1, 1]);
    assert.match(numbers.faults[0]?.text ?? '', /^recipient\.id: .*rounded.*--jsonFormat=canonical/);

    const [line] = await exported(guild).then((lines) => lines.filter(({ status }) => status === 'closed'));
    assert.ok(line);
    const [{ subject } = {}] =
      await app.sql`select c.subject from tickets t join conversations c on c.id = t.id
      where t.guild_id = ${guild.id} and t.status <> 'closed' and c.subject like 'x%'`;
    assert.equal(subject, 'x'.repeat(199));
    const messages = line.messages as {
      direction: string;
      content: string;
      at: string;
      files: { lostReason: string }[];
    }[];
    assert.deepEqual(
      messages.map(({ direction, content }) => [direction, content]),
      [
        ['in', 'My server is down'],
        ['note', 'Is he joking?'],
        ['out', 'It runs again.'],
      ],
    );
    assert.equal(messages[0]?.at, '2024-05-01T10:00:01.000Z');
    assert.match(messages[2]?.files[0]?.lostReason ?? '', /expire/);
    assert.deepEqual(
      [line.subject, line.personId, line.assigneeName, line.closeReason, line.closedAt, line.createdAt],
      [
        'My server is down',
        guild.member.id,
        'sam',
        'Solved.',
        '2024-05-01T12:30:00.000Z',
        '2024-05-01T10:00:00.123Z',
      ],
    );
  });

  it('reads dumps of Discord Tickets of either kind, and refuses what it cannot read in words', async () => {
    const guild = app.newGuild();
    const archived = (id: string, authorId: string, content: string) => ({
      id,
      authorId,
      content: JSON.stringify({ content, embeds: [], components: [], attachments: [] }),
      createdAt: '2024-03-01T09:00:00.000Z',
      deleted: false,
      edited: false,
      ticketId: '1200000000000000001',
    });
    const category = {
      id: 7,
      guildId: guild.id,
      name: 'Support',
      description: 'Anything',
      emoji: '🛟',
      staffRoles: [guild.staffRoleId],
      pingRoles: '[]',
    };
    const question = {
      id: 'q1',
      categoryId: 7,
      label: 'What happened?',
      order: 0,
      required: 1,
      style: 2,
      type: 'TEXT',
      options: '[]',
    };
    const ticket = {
      id: '1200000000000000001',
      guildId: guild.id,
      number: 41,
      topic: 'Login fails',
      open: 0,
      priority: 'HIGH',
      categoryId: 7,
      createdById: guild.member.id,
      createdAt: '2024-03-01T08:59:00.000Z',
      claimedById: guild.staff.id,
      closedById: guild.staff.id,
      closedAt: '2024-03-02T09:00:00.000Z',
      closedReason: 'Reset.',
      firstResponseAt: '2024-03-01T09:10:00.000Z',
    };
    const messages = [
      archived('1300000000000000001', guild.member.id, 'I can’t log in'),
      archived('1300000000000000002', guild.staff.id, 'Try again.'),
      archived('1300000000000000003', '1400000000000000001', ''),
    ];
    const users = [
      { ticketId: ticket.id, userId: guild.member.id, username: 'maya', displayName: 'Maya', bot: 0 },
      { ticketId: ticket.id, userId: guild.staff.id, username: 'sam', displayName: 'Sam', bot: 0 },
      { ticketId: ticket.id, userId: '1400000000000000001', username: 'bot', displayName: 'Bot', bot: 1 },
    ];
    const feedback = {
      ticketId: ticket.id,
      rating: 5,
      comment: 'Fast!',
      createdAt: '2024-03-02T10:00:00.000Z',
    };
    const answer = { ticketId: ticket.id, questionId: 'q1', value: 'Nothing' };
    const dump = [
      ['category', [category]],
      ['question', [question]],
      ['ticket', [ticket]],
      ['archivedMessage', messages],
      ['archivedUser', users],
      ['feedback', [feedback]],
      ['questionAnswer', [answer]],
    ];
    const one = {
      settings: { id: guild.id },
      categories: [{ ...category, questions: [question] }],
      tags: [],
      tickets: [
        { ...ticket, archivedMessages: messages, archivedUsers: users, feedback, questionAnswers: [answer] },
      ],
    };
    const done = await importing(guild, 'discord-tickets', JSON.stringify(dump));
    assert.deepEqual([done.state, done.added, done.faults], ['done', 2, []]);
    const again = await importing(guild, 'discord-tickets', JSON.stringify(one));
    assert.deepEqual([again.added, again.skipped], [0, 2]);

    const lines = await exported(guild);
    const [made, line] = lines;
    assert.ok(made && line && lines.length === 2);
    assert.deepEqual(
      [made.name, (made.form as { label: string }[])[0]?.label],
      ['Support', 'What happened?'],
    );
    assert.deepEqual(
      [
        line.number,
        line.subject,
        line.priority,
        line.status,
        line.assigneeName,
        line.closeReason,
        line.categoryId,
      ],
      [41, 'Login fails', 'high', 'closed', 'Sam', 'Reset.', made.id],
    );
    assert.deepEqual(
      (line.messages as { direction: string; content: string }[]).map(({ direction, content }) => [
        direction,
        content,
      ]),
      [
        ['in', 'I can’t log in'],
        ['out', 'Try again.'],
      ],
    );
    assert.deepEqual(line.answers, [{ question: 'q1', label: 'What happened?', value: 'Nothing' }]);
    assert.equal((line.rating as { score: number }).score, 5);
    assert.equal(line.firstResponseMs, 11 * 60_000);

    for (const [format, data, words] of [
      ['discord-tickets', '{"hello": 1}', /no dump of Discord Tickets/],
      [
        'discord-tickets',
        JSON.stringify([['ticket', [{ ...ticket, topic: 'ab'.repeat(120) }]]]),
        /encrypted/,
      ],
      ['modmail', 'not json', /not JSON/],
      ['guildhall', '{"kind":"song"}', /one of our export/],
    ] as const) {
      const refused = await app.api(guild.id, 'POST', '/tickets/import', { format, data });
      assert.equal(refused.status, 422);
      assert.match(refused.body.detail, words);
    }
  });
});
