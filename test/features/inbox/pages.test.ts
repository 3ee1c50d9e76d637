import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openEventStream } from '../../core/live/support/live-reader.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';
import { conversationsOf, deskGuild, newMember, writes } from './support/desk.ts';

describe('the inbox in the dashboard, without its script', () => {
  let app: TestApp;
  let guild: TestGuild;
  let sam: Visitor;
  let base: string;

  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
    guild = await deskGuild(app);
    base = `/guilds/${guild.id}/inbox`;
    sam = await signIn(app, guild.staff);
  });
  after(() => app.close());

  /** Somebody new who has written to the team. */
  async function talk(name: string, words: string) {
    const person = newMember(app, guild, name);
    await writes(app, person, words);
    await app.settle();
    const [row] = await conversationsOf(app, guild, person);
    assert.ok(row);
    return { person, id: String(row.id), number: Number(row.number), path: `${base}/${row.number}` };
  }
  const messageOf = async (id: string, content: string) =>
    (
      await app.sql`select * from conversation_messages where conversation_id = ${id} and content = ${content}`
    )[0];
  const stateOf = async (id: string) => (await app.sql`select * from conversations where id = ${id}`)[0];
  const rowIn = (text: string, name: string) =>
    text.split('<li id="row-').find((part) => part.includes(`>${name}</strong>`)) ?? '';

  it('lists who wrote, counts what is unread for the viewer alone, and marks it read by opening it', async () => {
    const { person, path } = await talk('Robin', 'Do you have a table tonight?');
    await writes(app, person, 'For six.');
    const ada = await signIn(app, guild.admin);
    assert.match(rowIn((await sam.get(base)).text, 'Robin'), /unread-count">2</);
    const opened = await sam.get(path);
    assert.equal(opened.status, 200);
    assert.match(opened.text, /Do you have a table tonight\?[\s\S]*For six\./);
    assert.doesNotMatch(rowIn((await sam.get(base)).text, 'Robin'), /unread-count/);
    assert.match(rowIn((await ada.get(base)).text, 'Robin'), /unread-count">2</, 'not read by her');
    assert.equal((await sam.post(`${path}/unread`)).status, 303);
    assert.match(rowIn((await sam.get(base)).text, 'Robin'), /unread-count">1</);
  });

  it('says on the overview of the server how many wait for the team, and nothing to members', async () => {
    await talk('Wim', 'Anybody there?');
    const overview = (await sam.get(`/guilds/${guild.id}`)).text;
    assert.match(overview, /inbox"><strong>\d+<\/strong><span>(person waits|people wait) for an answer</);
    assert.match(overview, /box=mine"><strong>\d+</);
    const member = await signIn(app, guild.member);
    assert.doesNotMatch((await member.get(`/guilds/${guild.id}`)).text, /for an answer</);
  });

  it('takes a conversation from the first answer to its end', async () => {
    const { id, path } = await talk('Tess', 'Where is my order?');
    assert.match((await sam.get(path)).text, /id="reach"[\s\S]*?direct message/, 'says how it will arrive');
    assert.equal((await sam.post(`${path}/reply`, { kind: 'reply', content: 'It left today.' })).status, 303);
    await app.settle();
    assert.equal((await messageOf(id, 'It left today.'))?.state, 'sent');
    assert.equal((await stateOf(id))?.state, 'waiting');
    await sam.post(`${path}/reply`, { kind: 'note', content: 'Was late before.' });
    assert.equal((await messageOf(id, 'Was late before.'))?.direction, 'note');
    await sam.post(`${path}/assign`, { assignee: guild.staff.id });
    assert.equal((await stateOf(id))?.assignee_id, guild.staff.id);
    await sam.post(`${path}/lead`, { status: 'qualified', tags: 'VIP, shop' });
    await sam.post(`${path}/lead-note`, { note: 'Prefers mornings.' });
    const page = await sam.get(path);
    assert.match(page.text, /Prefers mornings/);
    assert.match(page.text, /value="vip, shop"|value="shop, vip"/);
    assert.match(page.text, /Sent[\s\S]*Was late before/);
    await sam.post(`${path}/close`);
    assert.equal((await stateOf(id))?.state, 'closed');
    assert.match((await sam.get(`${base}?box=closed`)).text, />Tess<\/strong>/);
    await sam.post(`${path}/reopen`);
    assert.equal((await stateOf(id))?.state, 'open');
  });

  it('sends files that come with the form or went up before, and says what is too much', async () => {
    const { id, path } = await talk('Fay', 'Can you send me the plan?');
    const plan = new File(['The plan.'], 'plan.txt', { type: 'text/plain' });
    const up = await sam.post(`${path}/files`, { files: new File(['x'.repeat(300_000)], 'map.bin') });
    assert.equal(up.status, 200, up.text);
    const kept = JSON.parse(up.text);
    assert.deepEqual([kept.filename, kept.size], ['map.bin', 300_000]);
    const sent = await sam.post(`${path}/reply`, {
      kind: 'reply',
      content: 'Here it is.',
      attachmentId: kept.id,
      files: plan,
    });
    assert.equal(sent.status, 303, sent.text);
    await app.settle();
    assert.equal((await messageOf(id, 'Here it is.'))?.state, 'sent');
    const { text } = await sam.get(path);
    assert.match(text, /map\.bin[\s\S]*plan\.txt/);
    const file = /href="(\/guilds\/\d+\/conversation-files\/[\w-]+)">plan/.exec(text)?.[1] ?? '';
    assert.equal((await sam.get(file)).text, 'The plan.');

    const empty = await sam.post(`${path}/files`, { files: new File([], 'empty.txt') });
    assert.deepEqual([empty.status, JSON.parse(empty.text)], [422, { problem: 'The file is empty.' }]);
    const many = Array.from({ length: 11 }, (_, at) => new File(['x'], `${at}.txt`));
    const refused = await sam.post(`${path}/reply`, { kind: 'reply', content: 'All', files: many });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /A message takes 10 files at most/);
    const note = await sam.post(`${path}/reply`, { kind: 'note', content: 'Look', files: plan });
    assert.match(note.text, /A note takes no files/);
    const elsewhere = await sam.post(`${path}/assign`, { files: new File(['x'.repeat(300_000)], 'map.bin') });
    assert.equal(elsewhere.status, 413, 'other forms take no files');
  });

  it('sends later, takes it back, edits what was sent', async () => {
    const { id, path } = await talk('Omar', 'Thanks!');
    const both = { kind: 'reply', content: 'Later', sendAt: 'in 2 hours', stateAfter: 'closed' };
    const refused = await sam.post(`${path}/reply`, both);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /only be chosen for a message that is sent at once/);
    await sam.post(`${path}/reply`, { kind: 'reply', content: 'Later', sendAt: 'in 2 hours' });
    const later = await messageOf(id, 'Later');
    assert.equal(later?.state, 'scheduled');
    assert.match((await sam.get(path)).text, /Will be sent/);
    await sam.post(`${path}/messages/${later?.id}/delete`);
    assert.equal((await messageOf(id, 'Later'))?.state, 'cancelled');
    await sam.post(`${path}/reply`, { kind: 'reply', content: 'You are welcom' });
    await app.settle();
    const sent = await messageOf(id, 'You are welcom');
    await sam.post(`${path}/messages/${sent?.id}/edit`, { content: 'You are welcome' });
    await app.settle();
    const { text } = await sam.get(path);
    assert.match(text, /You are welcome[\s\S]*<summary>edited<\/summary>[\s\S]*You are welcom</);
    assert.match(text, /Taken back before it was sent/);
  });

  it('keeps what was typed when it cannot be sent, and says why', async () => {
    const { id, path } = await talk('Lea', 'Hello');
    const refused = await sam.post(`${path}/reply`, {
      kind: 'reply',
      content: 'My long answer',
      sendAt: 'someday',
    });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /no time that I understand/);
    assert.match(refused.text, />My long answer<\/textarea>/);
    assert.equal(await messageOf(id, 'My long answer'), undefined);
    assert.equal((await sam.post(`${path}/reply`, { kind: 'reply', content: '  ' })).status, 422);
  });

  it('closes with an answer, and opens again with one, so that what is answered comes there', async () => {
    const { person, id, path } = await talk('Uma', 'Is it ready?');
    const say = async (form: Record<string, string>) => {
      const sent = await sam.post(`${path}/reply`, { kind: 'reply', ...form });
      assert.equal(sent.status, 303, sent.text);
      await app.settle();
    };
    await say({ content: 'It is.', stateAfter: 'closed' });
    assert.equal((await stateOf(id))?.state, 'closed');
    await say({ content: 'And it is blue.' });
    await writes(app, person, 'Lovely!');
    assert.deepEqual(
      (await conversationsOf(app, guild, person)).map(({ state }) => state),
      ['open'],
    );
    assert.match(
      (await sam.get(path)).text,
      /It is\.[\s\S]*Sam closed this[\s\S]*Sam opened this again[\s\S]*Lovely!/,
    );
    const changes = await app.sql`select data->>'change' as change from signals where guild_id = ${guild.id}
      and type = 'conversation.changed' and subject = ${`conversation:${id}`} order by sequence`;
    assert.deepEqual(changes.map(({ change }) => change).slice(-3), ['closed', 'reopened', 'assigned']);
  });

  it('puts aside until a time, and finds again by words, tag and saved list', async () => {
    const { id, path } = await talk('Noor', 'The zebra-striped sofa, is it there?');
    assert.equal((await sam.post(`${path}/snooze`, { preset: 'tomorrow 9:00' })).status, 303);
    assert.equal((await stateOf(id))?.state, 'snoozed');
    assert.match((await sam.get(`${base}?box=snoozed`)).text, />Noor<\/strong>/);
    await sam.post(`${path}/wake`);
    const found = (await sam.get(`${base}?q=zebra`)).text;
    assert.match(found, />Noor<\/strong>/);
    assert.equal(found.match(/<li id="row-/g)?.length, 1);
    const saved = await sam.post(`${base}/views`, { name: 'Zebras', q: 'zebra', box: 'all' });
    assert.equal(saved.status, 303, saved.text);
    assert.match(
      (await sam.get(saved.location ?? '')).text,
      /aria-current="page">Zebras<[\s\S]*>Noor<\/strong>/,
    );
  });

  it('merges, splits, and lets people take part or pause', async () => {
    const { person, id, path } = await talk('Kim', 'First');
    await writes(app, person, 'And another thing');
    const other = await messageOf(id, 'And another thing');
    const split = await sam.post(`${path}/messages/${other?.id}/split`);
    assert.equal(split.status, 303, split.text);
    assert.notEqual(split.location, path);
    const merged = await sam.post(`${split.location}/merge`, { into: path.split('/').at(-1) ?? '' });
    assert.equal(merged.location, path);
    assert.match((await sam.get(path)).text, /First[\s\S]*And another thing/);
    assert.equal((await sam.get(split.location ?? '')).status, 303, 'leads to the other');
    await sam.post(`${base}/presence`, { on: 'yes' });
    const [agent] =
      await app.sql`select is_on from inbox_agents where guild_id = ${guild.id} and user_id = ${guild.staff.id}`;
    assert.equal(agent?.is_on, true);
    assert.match((await sam.get(base)).text, /You get new conversations\./);
    await sam.post(`${base}/presence`, { on: '' });
  });

  it('fills canned replies in for the person', async () => {
    await sam.post(`${base}/replies`, { name: 'Hours', body: 'Hello {name}, we open at ten. {agent}' });
    const { path } = await talk('Ines', 'When do you open?');
    assert.match((await sam.get(path)).text, /<option value="Hello Ines, we open at ten\. Sam">Hours/);
    const refused = await sam.post(`${base}/replies`, { name: 'Bad', body: 'Hello {nobody}' });
    assert.equal(refused.status, 422);
    assert.match(refused.text, /There is no placeholder \{nobody\}/);
  });

  it('shows what people write as text, whatever it is', async () => {
    const { path } = await talk('<b>Mallory</b>', '<script>alert(1)</script> @everyone');
    const { text } = await sam.get(path);
    assert.doesNotMatch(text, /<script>alert|<b>Mallory/);
    assert.match(text, /&lt;script&gt;alert\(1\)/);
  });

  it('is a page of less than 100 KB with fifty messages', async () => {
    const { person, id, path } = await talk('Many', 'one');
    await app.sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_id,
        author_name, author_kind, content, state, created_at)
      select gen_random_uuid(), ${guild.id}, ${id}, ${person.id}, 'in', ${person.id}, 'Many', 'person',
        'Line ' || n || repeat(' of words', 12), 'received', now() from generate_series(1, 50) as n`;
    const { text } = await sam.get(path);
    assert.ok(text.length < 100_000, `${text.length} characters`);
    assert.match(text, /Earlier messages/);
    const earlier = /href="([^"]+before=[^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    assert.match((await sam.get(earlier ?? '')).text, /class="prose">one</);
  });

  it('C15: makes, orders and tries out the rules by which new messages go', async () => {
    const [ada, rules] = [await signIn(app, guild.admin), `${base}/rules`];
    const make = async (form: Record<string, string>) => {
      const made = await ada.post(rules, { kind: 'keyword', isOn: 'on', ...form });
      assert.equal(made.status, 303, made.text);
      return /#rule-([\w-]+)/.exec(made.location ?? '')?.[1] ?? '';
    };
    const [prices, urgent] = [
      await make({ name: 'Prices', words: 'price, how much', agentId: guild.admin.id, tags: 'Sales' }),
      await make({ name: 'Urgent', words: 'now', priority: 'urgent' }),
    ];
    const empty = await ada.post(rules, { kind: 'keyword', name: 'Nothing', words: '', tags: 'x' });
    assert.equal(empty.status, 422);
    assert.match(empty.text, /value="Nothing"[\s\S]*Give at least one word/, 'nothing typed is lost');
    const order = async () => {
      const { body } = await app.api(guild.id, 'GET', '/inbox/rules');
      return body.rules.map(
        ({ name, position }: { name: string; position: number }) => `${position} ${name}`,
      );
    };
    await ada.post(`${rules}/${urgent}/move`, { way: 'up' });
    assert.deepEqual(await order(), ['1 Urgent', '2 Prices']);
    const change = {
      name: 'Urgent',
      match: { kind: 'keyword', words: ['now'] },
      priority: 'urgent',
      position: 2,
    };
    assert.equal((await app.api(guild.id, 'PUT', `/inbox/rules/${urgent}`, change)).body.position, 2);
    assert.deepEqual(await order(), ['1 Prices', '2 Urgent']);
    const some = await app.api(guild.id, 'PUT', '/inbox/rules/order', { ids: [prices] });
    assert.equal(some.status, 409, 'not all rules that there are');

    // What the page says beforehand is what happens then.
    const words = 'How  much is it now?';
    const tried = (await sam.get(`${rules}?${new URLSearchParams({ text: words })}`)).text;
    const said = /<strong>(\w+) would get it\.<\/strong> ([^<]*)</.exec(tried);
    assert.match(said?.[2] ?? '', /The rule “Prices” gives it to Ada: .*Tags: sales\. Priority: urgent\./);
    assert.doesNotMatch(tried, /name="words"|\/delete"/, 'staff may look and try, not change');
    const { id } = await talk('Pia', words);
    const row = await stateOf(id);
    assert.deepEqual(
      [row?.assignee_id, row?.priority, row?.tags],
      [guild.admin.id, 'urgent', ['discord_dm', 'sales']],
    );
    assert.ok(said?.[2]?.startsWith(row?.route_reason.text), row?.route_reason.text);
    const known = await sam.get(
      `${rules}?${new URLSearchParams({ text: 'Hi', person: String(row?.person_id) })}`,
    );
    assert.match(known.text, /#\d+ is open, and it is Ada’s/);

    await ada.post(`${rules}/${prices}/switch`, { on: '' });
    assert.match((await sam.get(`${rules}?text=price`)).text, /Nobody would get it/);
    for (const rule of [prices, urgent]) await ada.post(`${rules}/${rule}/delete`);
    assert.deepEqual(await order(), []);
    assert.equal((await sam.post(`${rules}/${prices}/delete`)).status, 403);
  });

  it('is not open for members', async () => {
    const maya = await signIn(app, guild.member);
    assert.equal((await maya.get(base)).status, 403);
  });

  it('C09: everybody who has a conversation open gets a message within a second, nobody of another server', async () => {
    const { person, id } = await talk('Rosa', 'Hi');
    const other = await deskGuild(app);
    const subject = `conversation:${id}`;
    const first = await openEventStream(app, guild.id, { visitor: sam }, { subject });
    const second = await openEventStream(app, guild.id, { key: await app.apiKey(guild.id) }, { subject });
    const stranger = await openEventStream(app, other.id, { key: await app.apiKey(other.id) });
    try {
      await writes(app, person, 'Are you there?');
      const written = Date.now();
      for (const reader of [first, second]) {
        await reader.has(1);
        const told = reader.events().find(({ type }) => type === 'message.received');
        const said = told?.data as { message: { content: string } } | undefined;
        assert.equal(said?.message.content, 'Are you there?');
      }
      assert.ok(Date.now() - written < 1_000, `took ${Date.now() - written} ms`);
      await app.settle();
      assert.deepEqual(stranger.events(), []);
    } finally {
      for (const reader of [first, second, stranger]) reader.close();
    }
  });
});
