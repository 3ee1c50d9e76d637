import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { decideAtDiscord, newVisitor, signIn } from '../../support/dashboard.ts';
import { write } from './support/talk.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('the link for a person whom no message reaches', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
    app.discord.control.rateLimits(false);
  });
  after(() => app.close());

  /** The team writes to somebody who has closed their direct messages and left; gives the link that was told. */
  async function linkFor(guild: TestGuild, content: string) {
    app.discord.control.setUser(guild.member.id, { dmsClosed: true });
    const { conversation } = await write(app, guild, content);
    await app.settle();
    app.discord.control.removeMember(guild.id, guild.member.id);
    const [signal] = await app.sql`select data->>'link' as link from signals
      where guild_id = ${guild.id} and type = 'message.unreachable'`;
    const { pathname, search } = new URL(String(signal?.link));
    return { conversation, pathname, link: `${pathname}${search}` };
  }

  const answersTo = (guild: TestGuild) =>
    app.sql`select content, via, author_id as "authorId", conversation_id as "conversationId" from conversation_messages
      where guild_id = ${guild.id} and direction = 'in' order by sequence`;

  it('C-I8: lets the person in by Discord sign-in alone, and their answer is in the same conversation, once', async () => {
    const guild = app.newGuild();
    const { conversation, pathname, link } = await linkFor(guild, 'An <i>offer</i> for you');
    // Somebody who is not signed in is sent to Discord, and from there back to the link as it was.
    const visitor = newVisitor(app);
    const asked = await visitor.get(link);
    assert.equal(asked.status, 401);
    const signInPath = /href="(\/auth\/discord\?return=[^"]+)"/.exec(asked.text)?.[1] ?? '';
    const begun = await visitor.get(signInPath.replaceAll('&amp;', '&'));
    const back = await visitor.get(await decideAtDiscord(begun.location ?? '', guild.member.id));
    assert.equal(back.location, link);

    const page = await visitor.get(link);
    assert.equal(page.status, 200, page.text);
    assert.match(page.text, /An &lt;i&gt;offer&lt;\/i&gt; for you/);
    assert.doesNotMatch(
      page.text,
      new RegExp(`/guilds/${guild.id}/(records|inbox|settings)`),
      'no way further in',
    );
    const once = /name="once" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = { content: 'Yes <b>please</b>', ...(once ? { once } : {}) };
    const sent = await visitor.post(link, form);
    assert.equal(sent.status, 303, sent.text);
    assert.equal((await visitor.post(link, form)).status, 303);
    assert.deepEqual(await answersTo(guild), [
      {
        content: 'Yes <b>please</b>',
        via: 'web',
        authorId: guild.member.id,
        conversationId: conversation.id,
      },
    ]);
    const after = await visitor.get(sent.location ?? '');
    assert.equal(after.status, 200, after.text);
    assert.match(after.text, /Yes &lt;b&gt;please&lt;\/b&gt;/);

    // Files go along, with the form or before it, and are read by both sides. A repeat with another file is none.
    const file = (name: string) => new File([`Words of ${name}`], name, { type: 'text/plain' });
    const upload = await visitor.post(`${pathname}/files${new URL(link, app.url).search}`, {
      files: file('first.txt'),
    });
    const { id: attachmentId } = JSON.parse(upload.text);
    const onceMore = /name="once" value="([^"]+)"/.exec(after.text)?.[1] ?? '';
    const withFiles = { content: '', attachmentId, once: onceMore, files: file('second.txt') };
    assert.equal((await visitor.post(link, withFiles)).status, 303);
    assert.equal((await visitor.post(link, withFiles)).status, 303);
    const other = await visitor.post(link, { ...withFiles, files: file('third.txt') });
    assert.match(other.text, /was sent before with other content/);
    const seen = await visitor.get(link);
    // What is asked for later is still there when much was said since.
    await app.sql`insert into conversation_messages (id, guild_id, conversation_id, person_id, direction, author_name,
        author_kind, content, state, created_at)
      select gen_random_uuid(), ${guild.id}, ${conversation.id}, ${guild.member.id}, 'in', 'Maya', 'person', 'more', 'received', now()
      from generate_series(1, 120)`;
    const files = [...seen.text.matchAll(/href="([^"]+\/files\/[^"]+)">([^<]+)</g)];
    assert.deepEqual(
      files.map(([, , name]) => name),
      ['first.txt', 'second.txt'],
    );
    const opened = await visitor.get((files[1]?.[1] ?? '').replaceAll('&amp;', '&'));
    assert.equal(opened.text, 'Words of second.txt');
    const team = await signIn(app, guild.admin);
    const fileId = /files\/([\w-]+)/.exec(files[0]?.[1] ?? '')?.[1];
    assert.equal(
      (await team.get(`/guilds/${guild.id}/conversation-files/${fileId}`)).text,
      'Words of first.txt',
    );
    assert.equal((await visitor.post(link, { content: 'Again', attachmentId })).status, 422, 'sent already');

    // A name is cut between signs, and says in the order in which it is read what kind of file it is.
    const named = await visitor.post(`${pathname}/files${new URL(link, app.url).search}`, {
      files: file(`\u202e${'😀'.repeat(60)}.tx`),
    });
    assert.equal(JSON.parse(named.text).filename, `${'😀'.repeat(48)}.tx`);

    // Nobody fills the store with what they never send, however many come at once.
    const uploads = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        visitor.post(`${pathname}/files${new URL(link, app.url).search}`, { files: file(`${index}.txt`) }),
      ),
    );
    const kept = uploads.filter(({ status }) => status === 200).length;
    assert.ok(kept <= 20, `${kept} were kept`);
    const tooMany = uploads.find(({ status }) => status === 422 || status === 400);
    assert.match(tooMany?.text ?? '', /uploaded many files that you did not send/);

    // The link opens this page and nothing else of the server.
    assert.equal((await visitor.get(pathname)).status, 404, 'without its pass');
    for (const path of ['', '/records', '/inbox', `/inbox/1`]) {
      const other = await visitor.get(`/guilds/${guild.id}${path}${new URL(link, app.url).search}`);
      assert.equal(other.status, 404, path);
    }
  });

  it('C-I8: opens for nobody else, not altered, not for another talk, and not after its time', async () => {
    const guild = app.newGuild();
    const { pathname, link } = await linkFor(guild, 'For Maya only');
    const { pathname: elsewhere } = await linkFor(app.newGuild(), 'For another Maya');
    const pass = new URL(link, app.url).searchParams.get('pass') ?? '';
    const person = await signIn(app, guild.member);
    const refused = async (path: string, who = person) => {
      const { status, text } = await who.get(path);
      assert.equal(status, 404, path);
      assert.doesNotMatch(text, /Maya only/);
    };
    const stranger = app.discord.control.user({ username: 'eve.listens', global_name: 'Eve' });
    await refused(link, await signIn(app, stranger));
    await refused(link, await signIn(app, guild.staff));
    const at = pass.length - 8;
    const altered = pass.slice(0, at) + (pass[at] === 'A' ? 'B' : 'A') + pass.slice(at + 1);
    await refused(`${pathname}?pass=${encodeURIComponent(altered)}`);
    await refused(`${elsewhere}?pass=${encodeURIComponent(pass)}`);
    assert.equal((await person.get(link)).status, 200);
    await app.advance(14 * DAY_MS - 60_000);
    assert.equal((await person.get(link)).status, 200, 'a minute before its end');
    await app.advance(2 * 60_000);
    await refused(link);
    const { status } = await person.post(link, { content: 'Too late' });
    assert.equal(status, 404);
    assert.deepEqual(await answersTo(guild), []);
  });
});
