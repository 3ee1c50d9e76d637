import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { call, opened, ticketGuild } from './support/ticket-desk.ts';

describe('tickets in the dashboard, without its script', () => {
  let app: TestApp;
  let guild: TestGuild;
  let sam: Visitor;
  let ada: Visitor;
  let base: string;

  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
    guild = await ticketGuild(app, { maxOpen: 0 });
    base = `/guilds/${guild.id}`;
    [sam, ada] = [await signIn(app, guild.staff), await signIn(app, guild.admin)];
    await sam.get(`${base}/tickets`);
    await ada.get(`${base}/tickets`);
  });
  after(() => app.close());

  const ticketOf = async (id: string) => (await app.sql`select * from tickets where id = ${id}`)[0];
  const talkOf = async (id: string) => (await app.sql`select * from conversations where id = ${id}`)[0];
  const auditOf = async (id: string) =>
    (
      await app.sql`select action from audit_log where target = ${`ticket:${id}`} order by created_at, id`
    ).map(({ action }) => action);
  const rowsIn = (text: string) =>
    [...text.matchAll(/<a class="title" href="[^"]*">([^<]*)</g)].map(([, t]) => t);
  const sent = (page: { status: number; text: string }) => assert.equal(page.status, 303, page.text);

  it('takes a ticket from the list to its end, with one line of audit for each step', async () => {
    const { id, number } = await opened(app, guild, 'The printer is on fire', { message: 'It smokes.' });
    await app.settle();
    assert.match(
      (await sam.get(`${base}/tickets`)).text,
      /The printer is on fire<\/a> <span class="unread-count">1/,
    );
    const path = `${base}/tickets/${number}`;
    const page = await sam.get(path);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /It smokes\.[\s\S]*id="reach"[\s\S]*private thread/);
    assert.equal((await sam.get(`${base}/tickets/${id}`)).location, path, 'one address for each ticket');
    sent(await sam.post(`${path}/assign`, { assignee: guild.staff.id }));
    assert.equal((await talkOf(id))?.assignee_id, guild.staff.id);
    sent(
      await sam.post(`${path}/edit`, {
        priority: 'urgent',
        tags: 'fire, printer',
        subject: 'Fire!',
        category: 'none',
      }),
    );
    assert.deepEqual((await talkOf(id))?.tags, ['fire', 'printer']);
    sent(await sam.post(`${path}/reply`, { kind: 'reply', content: 'Use water.' }));
    sent(await sam.post(`${path}/reply`, { kind: 'note', content: 'Again him.' }));
    await app.settle();
    assert.equal((await ticketOf(id))?.status, 'waiting');
    const shown = await sam.get(path);
    assert.match(
      shown.text,
      /Use water\.[\s\S]*Sent by thread[\s\S]*Note, only the team sees it[\s\S]*Again him/,
    );
    sent(await sam.post(`${path}/close`, { reason: 'It is out.' }));
    assert.equal((await ticketOf(id))?.close_reason, 'It is out.');
    const refused = await sam.post(`${path}/reply`, { kind: 'reply', content: 'One more thing' });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /This ticket is closed\. Open it again[\s\S]*One more thing/);
    assert.doesNotMatch((await sam.get(`${base}/tickets`)).text, />Fire!</);
    assert.match((await sam.get(`${base}/tickets?status=closed`)).text, />Fire!</);
    sent(await sam.post(`${path}/reopen`));
    sent(await sam.post(`${path}/reply`, { kind: 'reply', content: 'Bye.', stateAfter: 'closed' }));
    assert.equal((await ticketOf(id))?.status, 'closed');
    assert.deepEqual(
      (await auditOf(id)).filter((action) => !/\.(?:place|transcribe)$/.test(String(action))),
      ['open', 'claim', 'edit', 'note', 'close', 'reopen', 'close'].map((verb) => `tickets.${verb}`),
    );
  });

  it('draws a page with few requests to the database, however much it shows', async () => {
    const { number } = await opened(app, guild, 'Counted');
    await app.settle();
    const asked = async (path: string) => {
      const stats = app.database.faults.stats();
      stats.reset();
      assert.equal((await sam.get(`${base}${path}`)).status, 200);
      const { queries, batches } = app.database.faults.stats();
      return queries + batches;
    };
    for (const [path, most] of [
      [`/tickets/${number}`, 8],
      ['/tickets', 4],
      ['/tickets?q=counted', 4],
      ['/tickets/board', 4],
    ] as const)
      assert.ok((await asked(path)) <= most, `${path}: ${await asked(path)} of at most ${most}`);
  });

  it('narrows the list by status, person, priority, tag and words, and keeps that under a name', async () => {
    const own = await ticketGuild(app);
    const there = `/guilds/${own.id}/tickets`;
    const staff = await signIn(app, own.staff);
    const first = await opened(app, own, 'Blue screen', { message: 'Everything is azure.' });
    const second = await opened(app, own, 'Lost password');
    await staff.get(there);
    sent(await staff.post(`${there}/${first.number}/assign`, { assignee: own.staff.id }));
    sent(await staff.post(`${there}/${second.number}/edit`, { priority: 'high', tags: 'login' }));
    const found = async (query: string) => rowsIn((await staff.get(`${there}?${query}`)).text);
    assert.deepEqual((await found('')).toSorted(), ['Blue screen', 'Lost password']);
    assert.deepEqual(await found('assignee=me'), ['Blue screen']);
    assert.deepEqual(await found('assignee=nobody'), ['Lost password']);
    assert.deepEqual(await found('status=in_progress'), ['Blue screen']);
    assert.deepEqual(await found('priority=high'), ['Lost password']);
    assert.deepEqual(await found('tag=login'), ['Lost password']);
    assert.deepEqual(await found('q=azure'), ['Blue screen']);
    assert.deepEqual(await found(`q=%23${second.number}`), ['Lost password']);
    assert.deepEqual(
      (await found('status=nonsense&assignee=x')).length,
      2,
      'an old link still shows something',
    );
    const saved = await staff.post(`${there}/views`, { name: 'Logins', tag: 'login' });
    sent(saved);
    const listed = await staff.get(saved.location ?? '');
    assert.deepEqual(rowsIn(listed.text), ['Lost password']);
    assert.match(listed.text, /aria-current="page">Logins</);
    const view = new URL(saved.location ?? '', app.url).searchParams.get('view');
    sent(await staff.post(`${there}/views/${view}/delete`));
    assert.equal((await staff.get(`${there}?view=${view}`)).status, 404);
  });

  it('changes those that are ticked together, and says why not for the others', async () => {
    const [one, two, three] = [
      await opened(app, guild, 'Bulk one'),
      await opened(app, guild, 'Bulk two'),
      await opened(app, guild, 'Bulk three'),
    ];
    const ids = [one.id, two.id, three.id];
    const bulk = (form: Record<string, string | string[]>) =>
      sam.post(`${base}/tickets/bulk?status=open`, form);
    sent(await bulk({ ticket: ids, do: 'tag:', words: 'bulk' }));
    for (const id of ids) assert.deepEqual((await talkOf(id))?.tags, ['bulk']);
    sent(await bulk({ ticket: [one.id, two.id], do: 'priority:high' }));
    sent(await bulk({ ticket: [one.id], do: 'close:', words: 'Done.' }));
    const partly = await bulk({ ticket: ids, do: 'close:', words: 'All done.' });
    assert.equal(partly.location, `${base}/tickets?status=open`, 'back where it was');
    const { text } = await sam.get(partly.location ?? '');
    assert.match(text, new RegExp(`2 of 3 tickets changed\\. #${one.number} is closed already`));
    assert.equal((await ticketOf(one.id))?.close_reason, 'Done.');
    const nothing = await bulk({ do: 'priority:high' });
    assert.equal(nothing.status, 422);
    assert.match(nothing.text, /Tick the tickets that you mean first/);
  });

  it('shows tickets in columns and moves them from one to another', async () => {
    const own = await ticketGuild(app);
    const staff = await signIn(app, own.staff);
    const { id, number } = await opened(app, own, 'A card');
    const board = `/guilds/${own.id}/tickets/board`;
    const column = async (status: string) =>
      new RegExp(`data-column="${status}"[\\s\\S]*?</section>`).exec((await staff.get(board)).text)?.[0] ??
      '';
    assert.match(await column('open'), /<span class="count">1<\/span>[\s\S]*A card/);
    const move = (status: string) =>
      staff.post(`/guilds/${own.id}/tickets/move`, { ticket: String(number), status });
    for (const status of ['in_progress', 'waiting', 'closed', 'open', 'closed', 'waiting']) {
      sent(await move(status));
      assert.equal((await ticketOf(id))?.status, status);
      assert.match(await column(status), /A card/);
    }
    const refused = await move('nonsense');
    assert.equal(refused.status, 422);
  });

  it('names what is wrong with its place in Discord, and repairs it by a button', async () => {
    const own = await ticketGuild(app);
    const staff = await signIn(app, own.staff);
    app.discord.control.script({
      method: 'POST',
      path: `/channels/${own.channelId}/threads`,
      status: 403,
      body: { code: 50_013, message: 'Missing Permissions' },
    });
    const { id, number } = await opened(app, own, 'No place');
    await app.settle();
    const path = `/guilds/${own.id}/tickets/${number}`;
    const { text } = await staff.get(path);
    assert.match(text, /It has no thread in Discord yet\.[\s\S]*Repair now/);
    sent(await staff.post(`${path}/repair`));
    assert.equal((await ticketOf(id))?.setup_state, 'ready');
    const mended = await staff.get(path);
    assert.match(mended.text, /Its thread is there now/);
    assert.doesNotMatch(mended.text, /Repair now/);
  });

  it('edits categories with a preview of what Discord will show, and keeps what was typed when it is refused', async () => {
    const path = `${base}/tickets/categories`;
    const form = {
      name: 'Billing',
      emoji: '🧾',
      description: 'Invoices',
      isPrivate: 'on',
      'q0-label': 'Number of the invoice',
      'q0-style': 'short',
      'q0-required': 'on',
      'q1-label': 'How urgent?',
      'q1-style': 'select',
      'q1-options': 'Today\nThis week',
    };
    const preview = await ada.post(`${path}/new/preview`, form);
    assert.equal(preview.status, 200);
    assert.match(
      preview.text,
      /How Discord shows it[\s\S]*Number of the invoice<span class="drawn-required"> \*/,
    );
    assert.match(preview.text, /To choose from: Today, This week/);
    assert.equal((await app.sql`select 1 from ticket_categories where guild_id = ${guild.id}`).length, 0);
    const refused = await ada.post(`${path}/new`, { ...form, 'q1-options': '' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /Give at least one|Say what can be chosen/);
    assert.match(refused.text, /value="How urgent\?"/);
    const made = await ada.post(`${path}/new`, form);
    sent(made);
    const [row] = await app.sql`select * from ticket_categories where guild_id = ${guild.id}`;
    assert.deepEqual(
      ((row?.form ?? []) as { id: string; required: boolean }[]).map(({ id, required }) => [id, required]),
      [
        ['number-of-the-invoice', true],
        ['how-urgent', false],
      ],
    );
    assert.match((await ada.get(made.location ?? '')).text, /value="Number of the invoice"/);
    sent(
      await ada.post(made.location ?? '', {
        ...form,
        'q0-id': 'number-of-the-invoice',
        'q0-label': 'Invoice',
      }),
    );
    const [after] = await app.sql`select * from ticket_categories where guild_id = ${guild.id}`;
    assert.equal(((after?.form ?? []) as { id: string }[])[0]?.id, 'number-of-the-invoice', 'ids stay');
    sent(await ada.post(`${path}/${row?.id}/archive`, { archived: 'yes' }));
    assert.match((await ada.get(path)).text, /Archived/);
    sent(await ada.post(`${path}/${row?.id}/archive`, { archived: '' }));
    assert.equal((await sam.get(path)).status, 403, 'for admins');
  });

  it('posts a panel as it was previewed', async () => {
    const own = await ticketGuild(app);
    const admin = await signIn(app, own.admin);
    const path = `/guilds/${own.id}/tickets/panels`;
    const { id } = await call(app, own, 'POST', '/tickets/categories', { name: 'Help' });
    await admin.get(path);
    const form = {
      channelId: own.channelId,
      title: 'Questions?',
      text: 'Ask us.',
      colour: '#00ff00',
      style: 'buttons',
      categoryIds: [id],
    };
    assert.match((await admin.post(`${path}/new/preview`, form)).text, /drawn-button primary">[\s\S]*?Help/);
    const green = await admin.post(`${path}/new`, { ...form, colour: 'green' });
    assert.equal(green.status, 422, 'no colour of ours is put in its place');
    assert.match(green.text, /value="green"[\s\S]*Give a colour as #5865f2/);
    sent(await admin.post(`${path}/new`, form));
    await app.settle();
    const [row] = await app.sql`select * from ticket_panels where guild_id = ${own.id}`;
    assert.ok(row?.message_id);
    assert.equal(row?.colour, 0x00ff00);
    assert.match((await admin.get(path)).text, /Posted[\s\S]*Questions\?/);
    sent(await admin.post(`${path}/${row?.id}/delete`));
    assert.match((await admin.get(path)).text, /No panels yet/);
  });

  it('keeps hours as people write them, shows today, and sets targets', async () => {
    const path = `${base}/tickets/hours`;
    const week = Object.fromEntries(
      ['9-17', '09:00–12:30, 13:30–18:00', '', '', '', '22:00 to 02:00', ''].map((day, at) => [
        `day${at}`,
        day,
      ]),
    );
    const holidays = '2026-12-25 Christmas\n2026-12-31 New Year’s Eve 09:00–12:00';
    const bad = await ada.post(path, { timeZone: 'Europe/Berlin', ...week, day2: 'in the morning' });
    assert.equal(bad.status, 422);
    assert.match(bad.text, /#field-day2">Wednesday: “in the morning” are no times/);
    sent(await ada.post(path, { timeZone: 'Europe/Berlin', ...week, holidays }));
    const [row] = await app.sql`select * from ticket_calendars where guild_id = ${guild.id}`;
    assert.deepEqual(((row?.week ?? []) as unknown[]).slice(0, 2), [
      [{ from: 540, to: 1_020 }],
      [
        { from: 540, to: 750 },
        { from: 810, to: 1_080 },
      ],
    ]);
    assert.deepEqual(((row?.week ?? []) as unknown[])[5], [{ from: 1_320, to: 1_560 }]);
    assert.deepEqual(row?.holidays, [
      { date: '2026-12-25', name: 'Christmas', ranges: [] },
      { date: '2026-12-31', name: 'New Year’s Eve', ranges: [{ from: 540, to: 720 }] },
    ]);
    const { text } = await ada.get(path);
    assert.match(text, /value="09:00–12:30, 13:30–18:00"/);
    assert.match(text, /2026-12-31 New Year’s Eve 09:00–12:00/);
    assert.match(text, /(?:Open|Closed) now/);
    const refused = await ada.post(`${base}/tickets/targets`, {
      priority: 'urgent',
      firstResponse: '15',
      resolution: '0',
    });
    assert.equal(refused.status, 422);
    const urgent = refused.text.slice(refused.text.indexOf('scope="row">Urgent'));
    assert.match(
      urgent,
      /^[\s\S]*?name="firstResponse"[^>]*value="15"[\s\S]*?name="resolution"[^>]*value="0"/,
    );
    assert.match(urgent, /id="field-resolutionMinutes"[^>]*aria-invalid="true"/);
    assert.doesNotMatch(
      refused.text.slice(0, -urgent.length),
      /value="15"/,
      'the other lines stay as they were',
    );
    sent(
      await ada.post(`${base}/tickets/targets`, { priority: 'urgent', firstResponse: '15', resolution: '' }),
    );
    const [target] = await app.sql`select * from ticket_targets where guild_id = ${guild.id}`;
    assert.deepEqual([target?.first_response_minutes, target?.resolution_minutes], [15, null]);
    sent(
      await ada.post(`${base}/tickets/targets`, { priority: 'urgent', firstResponse: '', resolution: '' }),
    );
    assert.equal((await app.sql`select 1 from ticket_targets where guild_id = ${guild.id}`).length, 0);
    sent(await ada.post(path, { remove: 'yes' }));
    assert.equal((await app.sql`select 1 from ticket_calendars where guild_id = ${guild.id}`).length, 0);
  });

  it('blocks a member with a reason that they read, and lets them back in', async () => {
    const own = await ticketGuild(app);
    const [staff, member] = [await signIn(app, own.staff), await signIn(app, own.member)];
    const limits = `/guilds/${own.id}/tickets/limits`;
    const mine = `/guilds/${own.id}/my-tickets`;
    await opened(app, own, 'Spam');
    await staff.get(limits);
    await member.get(mine);
    const unsaid = await staff.post(limits, { person: own.member.id, reason: '' });
    assert.equal(unsaid.status, 422);
    assert.match(unsaid.text, /Say why/);
    sent(await staff.post(limits, { person: own.member.id, reason: 'Thirty tickets in a row' }));
    const refused = await member.post(`${mine}/new`, { category: 'none', subject: 'More', message: 'Spam' });
    assert.equal(refused.status, 403);
    assert.match(refused.text, /Thirty tickets in a row/);
    sent(await staff.post(`${limits}/${own.member.id}/unblock`));
    sent(await member.post(`${mine}/new`, { category: 'none', subject: 'More', message: 'Sorry' }));
  });

  it('B26: shows members their own tickets and transcripts, and nothing of others or of the team', async () => {
    const own = await ticketGuild(app);
    const [staff, member] = [await signIn(app, own.staff), await signIn(app, own.member)];
    const mine = `/guilds/${own.id}/my-tickets`;
    const other = app.discord.control.user({ username: 'other', global_name: 'Other' });
    app.discord.control.member(own.id, { user_id: other.id, roles: [] });
    const foreign = await opened(app, own, 'Not yours', { personId: other.id });
    await member.get(mine);
    const made = await member.post(`${mine}/new`, {
      category: 'none',
      subject: 'My lamp',
      message: 'It blinks.',
    });
    sent(made);
    const form = [{ id: 'what', label: 'Which one?', style: 'short', required: true }];
    const { id: category } = await call(app, own, 'POST', '/tickets/categories', { name: 'Lamps', form });
    await call(app, own, 'POST', '/tickets/categories', { name: 'Doors' });
    const lamp = { category, subject: 'My other lamp', message: 'It hums.' };
    const unanswered = await member.post(`${mine}/new`, lamp);
    assert.match(unanswered.text, /href="#field-answers\.what">Answer this[\s\S]*id="field-answers\.what"/);
    await app.sql`update ticket_categories set archived_at = now() where id = ${category}`;
    const late = await member.post(`${mine}/new`, { ...lamp, 'answers.what': 'The red one' });
    assert.equal(late.status, 409);
    assert.match(late.text, /No more tickets are opened in this category[\s\S]*It hums\.<\/textarea>/);
    await app.settle();
    const number = made.location?.split('/').at(-1);
    const team = `/guilds/${own.id}/tickets/${number}`;
    await staff.get(team);
    sent(await staff.post(`${team}/reply`, { kind: 'note', content: 'He is odd' }));
    sent(await staff.post(`${team}/reply`, { kind: 'reply', content: 'Turn it off and on.' }));
    await app.settle();
    const page = await member.get(made.location ?? '');
    assert.match(page.text, /It blinks\.[\s\S]*Turn it off and on\./);
    assert.doesNotMatch(page.text, /He is odd/);
    const list = await member.get(mine);
    assert.match(list.text, /My lamp/);
    assert.doesNotMatch(list.text, /Not yours/);
    assert.equal((await member.get(`${mine}/${foreign.number}`)).status, 404);
    assert.equal((await member.post(`${mine}/${foreign.number}/close`)).status, 404);
    assert.equal((await member.get(team)).status, 403);
    const photo = (name: string) => new File([`bytes of ${name}`], name, { type: 'text/plain' });
    const upload = await member.post(`${made.location}/files`, { files: photo('first.txt') });
    const { id: attachmentId } = JSON.parse(upload.text);
    const answer = { content: 'That helped!', attachmentId, files: photo('second.txt') };
    sent(await member.post(`${made.location}/reply`, answer));
    const withFiles = await member.get(made.location ?? '');
    const file = /href="([^"]+)">second\.txt</.exec(withFiles.text)?.[1];
    assert.equal((await member.get(file ?? '')).text, 'bytes of second.txt');
    assert.equal((await member.post(`${mine}/${foreign.number}/files`, { files: photo('x') })).status, 404);
    assert.match((await staff.get(team)).text, /first\.txt[\s\S]*second\.txt/);
    sent(await member.post(`${made.location}/close`, { reason: 'Solved' }));
    sent(await member.post(`${made.location}/rate`, { score: '5' }));
    assert.match((await member.get(made.location ?? '')).text, /5 of 5 stars/);
    assert.equal((await member.post(`${made.location}/rate`, { score: '1' })).status, 409, 'once');
    await app.settle();
    const told = await staff.get(team);
    assert.match(told.text, /That helped![\s\S]*5 of 5 stars/);
    const transcripts = await app.sql`select id, audience from ticket_transcripts where guild_id = ${own.id}`;
    const idOf = (audience: string) => transcripts.find((row) => row.audience === audience)?.id;
    const read = (visitor: Visitor, id: unknown) =>
      visitor.get(`/guilds/${own.id}/tickets/transcripts/${id}/page`);
    const theirs = await read(member, idOf('member'));
    assert.equal(theirs.status, 200);
    assert.match(theirs.text, /It blinks\./);
    assert.doesNotMatch(theirs.text, /He is odd/);
    assert.match((await member.get(mine)).text, /transcripts\/[\w-]+\/page/);
    assert.equal((await read(member, idOf('team'))).status, 404);
    assert.match((await read(staff, idOf('team'))).text, /He is odd/);
    const stranger = await signIn(app, other);
    assert.equal((await read(stranger, idOf('member'))).status, 404);
    const listed = await staff.get(`/guilds/${own.id}/tickets/transcripts?q=blinks`);
    assert.match(listed.text, /My lamp/);
    assert.match((await staff.get(`/guilds/${own.id}/tickets/transcripts?q=nowhere`)).text, /Nothing fits/);
    const detail = `/guilds/${own.id}/tickets/transcripts/${idOf('team')}`;
    assert.match((await staff.get(detail)).text, /Check that nobody changed it/);
    assert.match(
      (await staff.post(`${detail}/verify`)).text,
      /entries are as they were written, and the signature is ours/,
    );
    const link = /(https?:\/\/[^<"]+\/ticket\/[^<"]+)/.exec(
      (await staff.post(`${detail}/link`, { hours: '1' })).text,
    )?.[1];
    assert.match(await (await fetch(link ?? '')).text(), /It blinks\./);
  });

  it('shows what a file of tickets would bring before anything comes, then brings it, and tells how it went', async () => {
    const own = await ticketGuild(app);
    const admin = await signIn(app, own.admin);
    const at = `/guilds/${own.id}/tickets/import`;
    const log = (key: string, words: string) => ({
      key,
      open: false,
      created_at: '2024-05-01 10:00:00',
      closed_at: '2024-05-01 11:00:00',
      recipient: { id: own.member.id, name: 'maya' },
      messages: [
        {
          timestamp: '2024-05-01 10:00:01',
          message_id: '1100000000000000001',
          author: { id: own.member.id, name: 'maya', mod: false },
          content: words,
          attachments: [],
        },
      ],
    });
    const file = (logs: unknown[]) => new File([JSON.stringify(logs)], 'logs.json');
    await admin.get(at);
    const wrong = await admin.post(at, { format: 'modmail', data: '<html>' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /This file is not JSON[\s\S]*&lt;html&gt;<\/textarea>/);
    const logs = [log('a1', 'Old words'), { key: 'broken' }];
    const looked = await admin.post(at, { format: 'modmail', file: file(logs) });
    sent(looked);
    const preview = await admin.get(looked.location ?? '');
    assert.match(preview.text, /1 ticket with 1 message and 0 files, opened from 2024-05-01/);
    assert.match(preview.text, /Can’t be taken[\s\S]*Log 2/);
    await app.settle();
    const count = async () =>
      (await app.sql`select count(*)::int as n from tickets where guild_id = ${own.id}`)[0]?.n;
    assert.equal(await count(), 0);
    sent(await admin.post(`${looked.location}/start`));
    assert.equal((await admin.post(`${looked.location}/start`)).status, 409, 'once');
    assert.equal((await admin.post(`${looked.location}/drop`)).status, 409, 'it is coming in');
    await app.settle();
    assert.match((await admin.get(looked.location ?? '')).text, /1 of 1 line: 1 added, 0 skipped/);
    assert.equal(await count(), 1);
    const again = await admin.post(at, { format: 'modmail', file: file(logs) });
    assert.match((await admin.get(again.location ?? '')).text, /All tickets of this file are here already/);
    sent(await admin.post(`${again.location}/drop`));
    const third = await admin.post(at, { format: 'modmail', file: file([log('a2', 'Undecided')]) });
    const fourth = await admin.post(at, { format: 'modmail', file: file([log('a3', 'Cut off')]) });
    const stopped = fourth.location ?? '';
    // As it is when its job has been given up, or was tidied away since.
    await app.sql`update ticket_imports set state = 'running' where id = ${stopped.split('/').at(-1) ?? ''}`;
    assert.match((await admin.get(stopped)).text, /Stopped[\s\S]*0 of 1 line[\s\S]*Go on where it stopped/);
    assert.equal((await admin.post(`${stopped}/drop`)).status, 409, 'a part may be here');
    sent(await admin.post(`${stopped}/start`));
    assert.doesNotMatch((await admin.get(stopped)).text, /Go on where it stopped/);
    await app.settle();
    assert.match((await admin.get(stopped)).text, /1 of 1 line: 1 added, 0 skipped/);
    await app.advance(25 * 60 * 60_000);
    await app.tick();
    assert.equal((await admin.get(third.location ?? '')).status, 404, 'dropped after a day');
    assert.match((await admin.get(at)).text, /Modmail: 1 line[\s\S]*Done/);
  });

  it('reads the thread at once where somebody asks for it', async () => {
    const own = await ticketGuild(app);
    const staff = await signIn(app, own.staff);
    const { id, number } = await opened(app, own, 'Silent gateway');
    await app.settle();
    const thread = String((await ticketOf(id))?.thread_id);
    const path = `/guilds/${own.id}/tickets/${number}`;
    await staff.get(path);
    app.say(thread, own.member, 'Nobody tells you of this');
    sent(await staff.post(`${path}/sync`));
    assert.match((await staff.get(path)).text, /One message was new[\s\S]*Nobody tells you of this/);
    sent(await staff.post(`${path}/sync`));
    assert.match((await staff.get(path)).text, /Nothing new is in the thread/);
  });

  it('asks the member before closing, who answers on their page', async () => {
    const own = await ticketGuild(app);
    const [staff, member] = [await signIn(app, own.staff), await signIn(app, own.member)];
    const { id, number } = await opened(app, own, 'Done?');
    const [team, mine] = [`/guilds/${own.id}/tickets/${number}`, `/guilds/${own.id}/my-tickets/${number}`];
    await staff.get(team);
    sent(await staff.post(`${team}/close`, { reason: 'It works now', ask: 'yes' }));
    assert.match((await staff.get(team)).text, /asked the member whether this can be closed/);
    assert.match((await member.get(mine)).text, /whether this can be closed: It works now/);
    sent(await member.post(`${mine}/keep-open`));
    assert.equal((await ticketOf(id))?.close_requested_at, null);
    sent(await staff.post(`${team}/close`, { ask: 'yes' }));
    sent(await member.post(`${mine}/close`));
    assert.equal((await ticketOf(id))?.status, 'closed');
  });

  it('B30: plots statistics with the numbers beside them, and hands them out as CSV', async () => {
    const own = await ticketGuild(app);
    const staff = await signIn(app, own.staff);
    const there = `/guilds/${own.id}/tickets`;
    await staff.get(there);
    assert.match((await staff.get(`${there}/statistics`)).text, /Nothing happened in this time/);
    const [one, two] = [await opened(app, own, 'First'), await opened(app, own, 'Second')];
    sent(await staff.post(`${there}/${one.number}/assign`, { assignee: own.staff.id }));
    sent(await staff.post(`${there}/${one.number}/close`, { reason: 'Done' }));
    await app.settle();
    await app.sql`insert into ticket_ratings (ticket_id, guild_id, person_id, agent_id, agent_name, score, created_at, updated_at)
      values (${two.id}, ${own.id}, ${own.member.id}, ${own.staff.id}, 'Sam', 4, ${new Date(app.now())}, ${new Date(app.now())})`;
    await app.advance(1_000);
    const { text } = await staff.get(`${there}/statistics?days=28`);
    assert.match(text, /<strong class="numeric">2<\/strong><span>opened/);
    assert.match(text, /<strong class="numeric">1<\/strong><span>closed/);
    assert.match(text, /<svg[^>]*aria-label="Tickets opened and closed in each week"/);
    assert.match(text, /<th scope="row">Sam<\/th>[\s\S]*★ 4 \(1\)/);
    const csv = await staff.get(`${there}/statistics/csv`);
    assert.match(csv.headers.get('content-type') ?? '', /text\/csv/);
    const [names, whole] = csv.text.split('\r\n');
    assert.match(names ?? '', /^week,person_id,person,opened,closed/);
    assert.match(whole ?? '', /^\d{4}-\d{2}-\d{2},,,2,1,/);
  });

  it('shows what people write as text, whatever it is', async () => {
    const nasty = '<img src=x onerror=alert(1)>"\'`';
    const { number } = await opened(app, guild, nasty, { message: nasty });
    for (const path of ['/tickets', '/tickets/board', `/tickets/${number}`]) {
      const { text } = await sam.get(`${base}${path}`);
      assert.ok(!text.includes('<img src=x'), path);
      assert.match(text, /&lt;img src=x/, path);
    }
  });
});
