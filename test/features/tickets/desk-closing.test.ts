import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Answer,
  buttonId,
  createTestApp,
  type TestApp,
  type TestGuild,
  textOf,
} from '../../support/app.ts';
import { newVisitor, signIn } from '../../support/dashboard.ts';
import { advanceTo, call, configure, look, openTicket, type SeenTicket, signalsOf } from './desk-support.ts';
import { dmOf, messagesIn, writes } from './support/ticket.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

interface SeenTranscript {
  id: string;
  audience: string;
  edition: number;
  messages: number;
  isSigned: boolean;
}

describe('the end of a ticket', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  const lastIn = (channelId: string | null | undefined) => {
    const message = messagesIn(app, channelId).at(-1);
    assert.ok(message, 'nothing was posted');
    return message as unknown as { id: string; content: string; components: Record<string, unknown>[] };
  };
  const press = (
    user: { id: string },
    channelId: string,
    label: string,
    guildId?: string,
  ): Promise<Answer> => {
    const message = lastIn(channelId);
    const customId = buttonId(message, label);
    return app.run({
      type: 'component',
      userId: user.id,
      channelId,
      messageId: message.id,
      customId,
      ...(guildId ? { guildId } : {}),
    });
  };
  const command = (guild: TestGuild, user: { id: string }, ticket: SeenTicket, name: string, options = {}) =>
    app.run({
      type: 'command',
      userId: user.id,
      channelId: ticket.threadId ?? guild.channelId,
      commandName: name,
      options,
    });
  /** As after a crash that nobody wrote down the end of: the job comes again when Discord has forgotten its nonce. */
  const repeat = async (guild: TestGuild, name: string) => {
    await app.advance(10 * MINUTE_MS);
    const at = new Date(app.now() - 5 * MINUTE_MS).toISOString();
    await app.sql`update jobs set state = 'queued', run_at = ${at} where guild_id = ${guild.id} and name = ${name}`;
    await app.tick();
  };
  const ratings = (guild: TestGuild) =>
    app.sql`select score, comment, agent_id from ticket_ratings where guild_id = ${guild.id}`;

  it('B25: asks the member whether it can be closed, closes it with the reason, and keeps one rating with a comment', async () => {
    const guild = app.newGuild();
    await configure(app, guild, {});
    const ticket = await openTicket(app, guild);
    const thread = ticket.threadId ?? '';
    await call(app, guild, ['POST', `/tickets/${ticket.number}/assign`], { assigneeId: guild.staff.id });

    await command(guild, guild.staff, ticket, 'ticket/ask-to-close', { reason: 'It runs again.' });
    await app.settle();
    assert.match(lastIn(thread).content, new RegExp(`^<@${guild.member.id}> Can ticket #1 be closed`));
    assert.match(lastIn(thread).content, /It runs again/);
    const kept = await press(guild.member, thread, 'Keep open');
    assert.match(textOf(kept.message), /stays open/);
    assert.equal((await look(app, guild, 1)).status, 'in_progress');

    await command(guild, guild.staff, ticket, 'ticket/ask-to-close', { reason: 'Solved now?' });
    await app.settle();
    await repeat(guild, 'tickets.ask-to-close');
    assert.equal(messagesIn(app, thread).filter(({ content }) => /Solved now/.test(content)).length, 1);
    const agreed = await press(guild.member, thread, 'Yes');
    assert.match(textOf(agreed.message), /is closed/);
    await app.settle();
    const closed = await look(app, guild, 1);
    assert.deepEqual([closed.status, closed.closeReason], ['closed', 'Solved now?']);

    const dm = dmOf(app, guild.member.id) ?? '';
    assert.match(lastIn(dm).content, /Ticket #1 .* was closed[\s\S]*How did it go\?/);
    await repeat(guild, 'tickets.after-close');
    assert.equal(messagesIn(app, dm).length, 1);
    const rated = await press(guild.member, dm, '4');
    assert.match(textOf(rated.message), /⭐⭐⭐⭐ Thank you/);
    const say = await press(guild.member, dm, 'Say why');
    assert.equal(say.type, 9);
    await app.run({
      type: 'modal',
      userId: guild.member.id,
      channelId: dm,
      customId: String((say.first.data as { custom_id: string }).custom_id),
      components: { comment: 'Quick and kind.' },
    });
    const visitor = newVisitor(app);
    const { url } = await call<{ url: string }>(
      app,
      guild,
      ['POST', '/tickets/1/rating-link'],
      undefined,
      201,
    );
    assert.match((await visitor.get(url)).text, /You rated it 4 of 5/);
    const again = await visitor.post(new URL(url).pathname, { score: '1', comment: '' });
    assert.ok(again.status >= 400, String(again.status));
    assert.deepEqual(await ratings(guild), [
      { score: 4, comment: 'Quick and kind.', agent_id: guild.staff.id },
    ]);
    // One rating is one signal; what is added to it later is told as just that.
    await app.settle();
    const told = await signalsOf(app, guild, 'ticket.rat');
    assert.deepEqual(
      told.map(({ type, data }) => [type, data.score, data.comment]),
      [
        ['ticket.rated', 4, ''],
        ['ticket.rating-commented', 4, 'Quick and kind.'],
      ],
    );
    const notices = await app.sql`select text from notifications
      where user_id = ${guild.staff.id} and text like '%rated%'`;
    assert.deepEqual(
      new Set(notices.map(({ text }) => text)),
      new Set(['#1 was rated 4 of 5', '#1, which was rated 4 of 5: “Quick and kind.”']),
    );
  });

  it('closes what nobody answers, and lets a member who has left rate by a link', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { staleCloseHours: 24 });
    const ticket = await openTicket(app, guild);
    await call(app, guild, ['POST', `/tickets/${ticket.number}/close-request`], { reason: 'All done.' });
    await app.settle();
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    app.discord.control.removeMember(guild.id, guild.member.id);
    const asked = app.now();
    await advanceTo(app, new Date(asked + 23 * HOUR_MS));
    assert.equal((await look(app, guild, ticket.number)).status, 'waiting');
    await advanceTo(app, new Date(asked + 24.1 * HOUR_MS));
    const closed = await look(app, guild, ticket.number);
    assert.deepEqual([closed.status, closed.closeReason], ['closed', 'All done.']);

    const { url } = await call<{ url: string }>(
      app,
      guild,
      ['POST', '/tickets/1/rating-link'],
      undefined,
      201,
    );
    const stranger = newVisitor(app);
    assert.equal((await stranger.get(`${url.slice(0, -3)}AAA`)).status, 404);
    const page = await stranger.get(url);
    assert.equal(page.status, 200, page.text);
    const unscored = await stranger.post(new URL(url).pathname, { comment: 'Thanks <b>all</b>' });
    assert.equal(unscored.status, 422);
    assert.match(unscored.text, /Choose one of the five[\s\S]*>Thanks &lt;b&gt;all&lt;\/b&gt;<\/textarea>/);
    const sent = await stranger.post(new URL(url).pathname, { score: '5', comment: 'Thanks <b>all</b>' });
    assert.equal(sent.status, 303, sent.text);
    assert.deepEqual(await ratings(guild), [{ score: 5, comment: 'Thanks <b>all</b>', agent_id: null }]);
    const told = await signalsOf(app, guild, 'ticket.rated');
    assert.deepEqual(
      told.map(({ data }) => data.score),
      [5],
    );
  });

  it('closes also where the question reached the member on the web alone', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false, staleWarnHours: 0, staleCloseHours: 24 });
    const ticket = await openTicket(app, guild);
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    app.discord.control.removeChannel(ticket.threadId ?? '');
    await app.advance(MINUTE_MS);
    await call(app, guild, ['POST', '/tickets/1/close-request'], { reason: 'All done.' });
    await app.settle();
    const own = await signIn(app, guild.member);
    const page = async () => (await own.get(`/guilds/${guild.id}/my-tickets/1`)).text;
    assert.match(await page(), /The team asks whether this can be closed: All done\./);
    const asked = app.now();
    await advanceTo(app, new Date(asked + 23 * HOUR_MS));
    assert.equal((await look(app, guild, 1)).status, 'waiting');
    await advanceTo(app, new Date(asked + 24.1 * HOUR_MS));
    const closed = await look(app, guild, 1);
    assert.deepEqual([closed.status, closed.closeReason], ['closed', 'All done.']);
  });

  it('takes what is written after a question whether to close as the answer to it', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false, staleWarnHours: 24, staleCloseHours: 24 });
    const ticket = await openTicket(app, guild);
    await app.advance(MINUTE_MS);
    await call(app, guild, ['POST', '/tickets/1/close-request'], { reason: 'All done.' });
    await app.settle();
    const [staff, member] = await Promise.all([signIn(app, guild.staff), signIn(app, guild.member)]);
    const shown = async () => [
      /Nobody has\s+answered yet/.test((await staff.get(`/guilds/${guild.id}/tickets/1`)).text),
      /Yes, close it/.test((await member.get(`/guilds/${guild.id}/my-tickets/1`)).text),
    ];
    assert.deepEqual(await shown(), [true, true]);
    await app.advance(MINUTE_MS);
    await writes(app, guild, ticket.threadId, guild.member, 'Not yet, it still blinks.');
    assert.deepEqual(await shown(), [false, false]);
    await app.advance(MINUTE_MS);
    await writes(app, guild, ticket.threadId, guild.staff, 'Then press reset.');
    const said = app.now();
    await advanceTo(app, new Date(said + 24.1 * HOUR_MS));
    assert.deepEqual(await shown(), [false, false]);
    await advanceTo(app, new Date(said + 48.2 * HOUR_MS));
    assert.equal((await look(app, guild, 1)).closeReason, 'Nothing was heard for 2 days.');
  });

  it('waits for an answer that is still on its way, so that the member’s transcript has it', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const ticket = await openTicket(app, guild);
    const path = `/channels/${ticket.threadId}/messages`;
    const limited = { status: 429, headers: { 'X-RateLimit-Scope': 'shared' }, body: { retry_after: 300 } };
    const wordsFor = async (audience: string) => {
      const rows = await app.sql`select words from ticket_transcripts
        where guild_id = ${guild.id} and audience = ${audience} order by edition`;
      return rows.map(({ words }) => String(words));
    };
    const last = async (content: string) => {
      app.discord.control.script({ method: 'POST', path, times: 0, ...limited });
      await call(app, guild, ['POST', '/tickets/1/messages'], { content }, 201);
      await call(app, guild, ['POST', '/tickets/1/close'], {});
      await app.settle();
    };
    await last('My last word.');
    assert.deepEqual(await wordsFor('member'), []);
    app.discord.control.clearScripts();
    for (const minutes of [6, 1]) {
      await app.advance(minutes * MINUTE_MS);
      await app.tick();
    }
    const [words = '', ...more] = await wordsFor('member');
    assert.deepEqual(more, []);
    assert.match(words, /My last word/);

    // What does not get through in time is shown all the same.
    await call(app, guild, ['POST', '/tickets/1/reopen'], {});
    await last('One thing more.');
    for (let minutes = 0; minutes <= 12; minutes += 4) {
      await app.advance(4 * MINUTE_MS);
      await app.tick();
    }
    app.discord.control.clearScripts();
    const [, second = ''] = await wordsFor('member');
    assert.match(second, /My last word[\s\S]*One thing more/);
  });

  it('B26: keeps what was said with its files, for the team whole and for the member without notes, when Discord’s links are dead', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false });
    const ticket = await openTicket(app, guild, { subject: 'Broken <lamp>' });
    await writes(app, guild, ticket.threadId, guild.member, 'Here is a <picture>', {
      files: [
        { field: 'files[0]', filename: 'lamp.png', content_type: 'image/png', bytes: PNG },
        {
          field: 'files[1]',
          filename: 'log.txt',
          content_type: 'text/plain',
          bytes: Buffer.from('it broke'),
        },
      ],
    });
    await call(
      app,
      guild,
      ['POST', `/tickets/${ticket.number}/notes`],
      { content: 'He sat on the zeppelin.' },
      201,
    );
    await call(app, guild, ['POST', `/tickets/${ticket.number}/close`], { reason: 'New lamp.' });
    await app.settle();
    await advanceTo(app, new Date(app.now() + 48 * HOUR_MS));

    const list = async (query: string) =>
      (await call<{ transcripts: SeenTranscript[] }>(app, guild, ['GET', `/tickets/transcripts${query}`]))
        .transcripts;
    const [team, ...more] = await list('');
    assert.ok(team && more.length === 0);
    assert.deepEqual(
      (await list('?q=zeppelin')).map(({ id }) => id),
      [team.id],
    );
    assert.deepEqual(await list('?q=submarine'), []);
    const [row] =
      await app.sql`select id from ticket_transcripts where guild_id = ${guild.id} and audience = 'member'`;
    const own = String(row?.id);

    const [staff, member, stranger] = await Promise.all([
      signIn(app, guild.staff),
      signIn(app, guild.member),
      signIn(app, newMember(guild)),
    ]);
    const path = (id: string, rest = 'page') => `/guilds/${guild.id}/tickets/transcripts/${id}/${rest}`;
    const read = await staff.get(path(team.id));
    assert.equal(read.status, 200, read.text);
    assert.match(read.text, /Broken &lt;lamp&gt;/);
    assert.match(read.text, /Here is a &lt;picture&gt;/);
    assert.match(read.text, /He sat on the zeppelin/);
    assert.ok(read.text.includes(`data:image/png;base64,${PNG.toString('base64')}`), 'pictures are inlined');
    // Neither an export by the member has the note, nor is the team's edition read without a trace.
    const exported = await app.run({
      type: 'command',
      userId: guild.member.id,
      channelId: guild.channelId,
      commandName: 'privacy/export',
    });
    const [attached] = (exported.message as unknown as { attachments: { url: string }[] }).attachments;
    const file = (await (await fetch(String(attached?.url))).json()) as { tables: Record<string, unknown[]> };
    const holding = (text: string) =>
      Object.entries(file.tables).flatMap(([name, rows]) =>
        JSON.stringify(rows).includes(text) ? [name] : [],
      );
    assert.ok(holding('Here is a').includes('ticket_transcripts'));
    assert.deepEqual(holding('zeppelin'), []);
    await command(guild, guild.staff, ticket, 'ticket/transcript', { ticket: '1' });
    const [linked] = await app.sql`select actor, after from audit_log
      where guild_id = ${guild.id} and action = 'tickets.link-transcript'`;
    assert.equal(linked?.actor, `user:${guild.staff.id}`);
    // Whoever closed it is called as the server wants the team to be called.
    const ownPage = `/guilds/${guild.id}/my-tickets/${ticket.number}`;
    await call(app, guild, ['PATCH', '/settings/conversations'], {
      values: { identity: 'anonymous', teamName: 'The lamp people' },
    });
    assert.match((await member.get(ownPage)).text, /The lamp people closed this: New lamp\./);

    const link = /href="(files\/[^"]+)">log\.txt/.exec(read.text)?.[1] ?? '';
    assert.equal((await staff.get(path(team.id, link))).text, 'it broke');

    const mine = await member.get(path(own));
    assert.equal(mine.status, 200, mine.text);
    assert.match(mine.text, /Here is a/);
    assert.doesNotMatch(mine.text, /zeppelin/);
    assert.equal((await member.get(path(own, link))).text, 'it broke');
    assert.equal((await member.get(path(team.id))).status, 404);
    assert.equal((await stranger.get(path(own))).status, 404);
    assert.equal((await stranger.get(path(own, link))).status, 404);
    assert.equal((await newVisitor(app).get(path(own))).status, 401);
  });

  it('B-I7: chains and signs a transcript, finds every byte that was changed, and lets links run out', async () => {
    const guild = app.newGuild();
    await configure(app, guild, { askRating: false, shareTranscript: false });
    const ticket = await openTicket(app, guild);
    for (const [who, words] of [
      ['staff', 'One'],
      ['member', 'Two'],
      ['staff', 'Three'],
    ] as const)
      await writes(app, guild, ticket.threadId, guild[who], `${words} words`, {
        ...(words === 'Two'
          ? {
              files: [
                {
                  field: 'files[0]',
                  filename: 'a.txt',
                  content_type: 'text/plain',
                  bytes: Buffer.from('proof'),
                },
              ],
            }
          : {}),
      });
    await call(app, guild, ['POST', `/tickets/${ticket.number}/close`], {});
    await app.settle();
    const [made] = (
      await call<{ transcripts: SeenTranscript[] }>(app, guild, ['GET', '/tickets/transcripts'])
    ).transcripts;
    assert.ok(made?.isSigned);
    const verify = () =>
      call<{ isWhole: boolean; entries: number; flaw: { part: string; entry?: number } | null }>(app, guild, [
        'GET',
        `/tickets/transcripts/${made.id}/verify`,
      ]);
    const whole = await verify();
    assert.deepEqual([whole.isWhole, whole.flaw], [true, null]);

    const { files } = app.stack.worker;
    const key = `transcripts/${guild.id}/${made.id}`;
    const bytesOf = async (name: string) => {
      const object = await files.get(name);
      assert.ok(object, name);
      return Buffer.from(await object.text());
    };
    /** Changes one byte where a text stands, looks what is found, and puts it back. */
    const flawAt = async (name: string, text: string) => {
      const bytes = await bytesOf(name);
      const at = bytes.indexOf(text);
      assert.ok(at >= 0, `${text} is in ${name}`);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await files.put(name, changed);
      const { isWhole, flaw } = await verify();
      assert.equal(isWhole, false, text);
      await files.put(name, bytes);
      return flaw;
    };
    const json = JSON.parse(String(await bytesOf(`${key}.json`))) as {
      entries: { content: string; hash: string; files: { id: string }[] }[];
      root: string;
    };
    const place = (words: string) => json.entries.findIndex(({ content }) => content === words) + 1;
    for (const words of ['One words', 'Two words', 'Three words']) {
      const flaw = await flawAt(`${key}.json`, words);
      assert.deepEqual([flaw?.part, flaw?.entry], ['entry', place(words)]);
    }
    assert.equal((await flawAt(`${key}.json`, 'Nothing starts'))?.part, 'head');
    assert.equal((await flawAt(`${key}.json`, '"format"'))?.part, 'file');
    assert.equal((await flawAt(`${key}.json`, json.root))?.part, 'root');
    assert.equal((await flawAt(`${key}.html`, 'Two words'))?.part, 'page');
    const attached = json.entries.flatMap((entry) => entry.files)[0]?.id;
    assert.equal((await flawAt(`conversations/${guild.id}/${attached}`, 'proof'))?.part, 'attachment');
    const [signed] = await app.sql`select signature from ticket_transcripts where id = ${made.id}`;
    await app.sql`update ticket_transcripts set signature = ${String(signed?.signature).replace(/.$/, (last) => (last === '0' ? '1' : '0'))} where id = ${made.id}`;
    assert.equal((await verify()).flaw?.part, 'signature');

    const { url } = await call<{ url: string }>(
      app,
      guild,
      ['POST', `/tickets/transcripts/${made.id}/link`],
      { hours: 2 },
      201,
    );
    const visitor = newVisitor(app);
    assert.match((await visitor.get(url)).text, /Two words/);
    assert.equal((await visitor.get(url.replace(made.id, ticket.id))).status, 404);
    await advanceTo(app, new Date(app.now() + 2.1 * HOUR_MS));
    assert.equal((await visitor.get(url)).status, 404);
  });

  function newMember(guild: TestGuild): { id: string } {
    const user = app.discord.control.user({ username: `nosy.${guild.id}`, global_name: 'Nosy' });
    app.discord.control.member(guild.id, { user_id: user.id });
    return { id: user.id };
  }
});
