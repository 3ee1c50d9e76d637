import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from '../../support/app.ts';
import { signIn } from '../../support/dashboard.ts';
import { eventually } from '../../support/eventually.ts';
import { press, seen, slash } from '../records/support/life.ts';
import { addToRecords, click, scriptSuggestions } from '../records/support/review.ts';

/** Words that only the person who is erased has written. */
const SAID = ['Wobbly zebra flipper', 'purple coil stop', 'Quixotic remark'];

describe('privacy', () => {
  let app: TestApp;
  before(async () => {
    app = await createTestApp();
  });
  after(() => app.close());

  const everything = async (guild: TestGuild) => {
    const tables = await app.sql`select table_name, column_name from information_schema.columns
      where table_schema = 'public' and column_name in ('guild_id', 'user_id')`;
    const names = [...new Set(tables.map((row) => String(row.table_name)))];
    const dumps = await Promise.all(
      names.map(async (name) => {
        const byGuild = tables.some((row) => row.table_name === name && row.column_name === 'guild_id');
        const rows = byGuild
          ? await app.sql.query(`select * from ${name} where guild_id = $1`, [guild.id])
          : await app.sql.query(`select * from ${name}`);
        return [name, JSON.stringify(rows)] as const;
      }),
    );
    return new Map(dumps);
  };
  const holders = async (guild: TestGuild, text: string) =>
    [...(await everything(guild))].filter(([, dump]) => dump.includes(text)).map(([name]) => name);

  /** A guild in which Maya has done everything: written, confirmed, commented, been assigned, sent files. */
  const lived = async () => {
    const guild = app.newGuild();
    const { member, admin } = guild;
    const bytes = Buffer.from('89504e470d0a1a0a', 'hex');
    const message = app.say(guild.channelId, member, `${SAID[0]}. Need a ${SAID[1]}.`, {
      files: [{ filename: 'mine.png', content_type: 'image/png', bytes, index: 0 }],
    });
    const other = app.say(guild.channelId, admin, 'I saw that as well.');
    scriptSuggestions(app, [{ kind: 'problem', title: String(SAID[0]), from: message }]);
    const review = await addToRecords(app, guild, admin, message);
    await click(app, guild, admin, review.message, 'Save');
    await app.settle();
    await slash(app, guild, member, 'record/create', {
      kind: 'log',
      title: 'Quixotic remark in a title',
      details: 'Quixotic remark in details',
    });
    await slash(app, guild, member, 'record/comment', { record: '1', text: 'Quixotic remark as a comment' });
    await slash(app, guild, admin, 'record/comment', { record: '1', text: `Ask <@${member.id}> about it` });
    await slash(app, guild, admin, 'record/assign', { record: '1', to: member.id });
    await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Of somebody else', fields: {} });
    await app.settle();
    return { guild, message, other };
  };
  const erase = async (guild: TestGuild, id: string, body: unknown = {}) => {
    const answer = await app.api(guild.id, 'POST', `/people/${id}/erase`, body);
    await app.settle();
    return answer;
  };

  it('F09: an export holds every row of every table about one person, and nothing of others’ secrets or words', async () => {
    const { guild } = await lived();
    const { member } = guild;
    const { status, body } = await app.api(guild.id, 'GET', `/people/${member.id}/export`);
    assert.equal(status, 200);
    const { tables } = body;
    for (const name of [
      'records',
      'record_comments',
      'record_sources',
      'record_attachments',
      'analyses',
      'signals',
      'audit_log',
    ]) {
      assert.ok(tables[name]?.length > 0, `${name} is there`);
    }
    // Whatever table holds the id is among those that were searched, apart from technical copies.
    const copies = ['jobs', 'deliveries', 'delivery_attempts', 'idempotency_keys'];
    const holding = (await holders(guild, member.id)).filter((name) => !copies.includes(name));
    assert.deepEqual(
      holding.filter((name) => !(tables[name]?.length > 0)),
      [],
    );
    const text = JSON.stringify(body);
    for (const said of SAID) assert.ok(text.includes(said), said);
    assert.ok(!JSON.stringify(tables.analyses).includes('I saw that as well'));
    assert.ok(!text.includes('Of somebody else'));
    // What the admin did to Maya is told, but neither in whose words nor by whom.
    assert.ok(!text.includes(guild.admin.id) && !text.includes(guild.admin.username), 'nobody else is named');
    assert.ok(!text.includes('about it'), 'nobody else is quoted');
    const assigned = (
      tables.audit_log as { action: string; target: string; after: Record<string, unknown> }[]
    ).find(({ action }) => action === 'records.assign');
    const { assigneeId, ...facts } = assigned?.after ?? {};
    assert.equal(assigneeId, member.id);
    assert.ok(!('title' in facts || 'createdBy' in facts || 'createdByName' in facts), JSON.stringify(facts));
    assert.match(String(assigned?.target), /^record:/);
    assert.equal(
      (await app.api(guild.id, 'GET', '/people/1000000000000000999/export')).body.tables.records.length,
      0,
    );
  });

  it('F09: an erasure leaves no id, name or word, keeps log and signals under one pseudonym, and a second does nothing', async () => {
    const { guild } = await lived();
    const { member, admin } = guild;
    const before = await app.sql`select
      (select count(*) from audit_log where guild_id = ${guild.id}) as audit,
      (select count(*) from signals where guild_id = ${guild.id}) as signals,
      (select count(*) from signals where guild_id = ${guild.id} and actor = ${`user:${member.id}`}) as own`;
    const [file] = await app.sql`select storage_key from record_attachments where guild_id = ${guild.id}`;
    assert.ok(file?.storage_key && (await app.stack.worker.files.head(String(file.storage_key))));

    const started = await erase(guild, member.id);
    assert.equal(started.status, 202);
    const { pseudonym } = started.body;
    assert.match(pseudonym, /^erased-[0-9a-f]{12}$/);
    for (const text of [member.id, ...SAID, 'Maya']) assert.deepEqual(await holders(guild, text), [], text);
    assert.equal(await app.stack.worker.files.head(String(file.storage_key)), null);

    const after = await app.sql`select
      (select count(*) from audit_log where guild_id = ${guild.id}) as audit,
      (select count(*) from signals where guild_id = ${guild.id}) as signals,
      (select count(*) from signals where guild_id = ${guild.id} and actor = ${`user:${pseudonym}`}) as own`;
    // One row each tells of the erasure, and one of its request.
    assert.equal(Number(after[0]?.audit), Number(before[0]?.audit) + 2);
    assert.equal(Number(after[0]?.signals), Number(before[0]?.signals) + 1);
    assert.equal(after[0]?.own, before[0]?.own);
    const [done] = await app.sql`select * from erasures where guild_id = ${guild.id}`;
    assert.deepEqual([done?.state, done?.person_id], ['done', null]);
    // What others wrote is still there, and still reads.
    const shown = await seen(app, guild, admin, 'record/show', { record: '1' });
    assert.match(textOf(shown), /Ask/);
    assert.ok((await holders(guild, admin.id)).length > 3);

    const again = await erase(guild, member.id);
    assert.deepEqual([again.status, again.body.state], [200, 'nothing']);
    const last = await app.sql`select (select count(*) from audit_log where guild_id = ${guild.id}) as audit,
      (select count(*) from erasures where guild_id = ${guild.id}) as erasures`;
    assert.deepEqual([last[0]?.audit, Number(last[0]?.erasures)], [after[0]?.audit, 1]);
    const finished = await app.api(guild.id, 'GET', `/erasures/${started.body.id}`);
    assert.equal(finished.body.state, 'done');
    assert.ok(finished.body.counts.signals > 0 && finished.body.counts.files === 1);
  });

  it('F09: reaches sign-ins and remembered names too: handed out without their tokens, ended and forgotten', async () => {
    const { guild } = await lived();
    const { member, admin } = guild;
    const role = app.discord.control.role(guild.id, { name: 'Polls', permissions: String(1n << 49n) });
    app.discord.control.member(guild.id, { user_id: member.id, roles: [role.id] });
    const browser = await signIn(app, member);
    const colleague = await signIn(app, admin);
    const path = `/guilds/${guild.id}/records/1`;
    assert.equal((await browser.get(path)).status, 200);
    await colleague.get(path);
    const kept = await eventually('the name is remembered', async () => {
      const [row] =
        await app.sql`select name from member_names where guild_id = ${guild.id} and user_id = ${member.id}`;
      return row;
    });
    assert.equal(kept?.name, 'Maya');
    const tokens = await app.sql`select token_hash, tokens from sessions where user_id = ${member.id}`;
    assert.equal(tokens.length, 1);

    const file = await slash(app, guild, member, 'privacy/export');
    const [attached] = (file.message as SeenMessage & { attachments: { url: string }[] }).attachments;
    const own = (await (await fetch(String(attached?.url))).json()) as { tables: Record<string, unknown[]> };
    assert.equal(own.tables.sessions?.length, 1, 'where they are signed in');
    const [{ guilds, members } = {}] = await app.sql`select guilds, members from sessions
      where user_id = ${member.id}`;
    assert.ok(JSON.stringify(members).includes(`["${role.id}"]`));
    const [handed] = own.tables.sessions as { guilds: unknown; members: unknown }[];
    assert.deepEqual([handed?.guilds, handed?.members], [guilds, members], 'with their servers and rights');
    assert.deepEqual(
      own.tables.member_names?.map((row) => (row as { name: string }).name),
      ['Maya'],
    );
    for (const secret of Object.values(tokens[0] ?? {}))
      assert.ok(!JSON.stringify(own).includes(String(secret)), 'no token and no hash of one');
    const asked = await app.api(guild.id, 'GET', `/people/${member.id}/export`);
    assert.equal(asked.body.tables.sessions, undefined, 'what belongs to no server is for themselves alone');

    await erase(guild, member.id);
    assert.deepEqual(await holders(guild, member.id), []);
    assert.deepEqual(await holders(guild, 'Maya'), []);
    const gone = await browser.get(path);
    assert.equal(gone.status, 401, 'signed out everywhere');
    assert.equal((await colleague.get(path)).status, 200, 'others are not');
    assert.deepEqual(await holders(guild, member.id), [], 'a page of others does not bring the name back');
    const before = await app.sql`select count(*)::int as rows from audit_log where guild_id = ${guild.id}`;
    assert.equal((await erase(guild, member.id)).body.state, 'nothing');
    const after = await app.sql`select count(*)::int as rows from audit_log where guild_id = ${guild.id}`;
    assert.deepEqual(after, before, 'a second erasure writes nothing');
  });

  it('can leave the facts of records, without who wrote them; other servers are untouched', async () => {
    const { guild } = await lived();
    const other = app.newGuild();
    app.discord.control.member(other.id, { user_id: guild.member.id });
    const there = { ...other, member: guild.member };
    await slash(app, there, guild.member, 'record/create', {
      kind: 'log',
      title: 'Quixotic remark elsewhere',
    });
    await erase(guild, guild.member.id, { keepFacts: true });
    const rows =
      await app.sql`select title, created_by_name from records where guild_id = ${guild.id} order by number`;
    assert.equal(rows[1]?.title, 'Quixotic remark in a title');
    assert.equal(rows[1]?.created_by_name, 'Erased person');
    assert.deepEqual(await holders(guild, guild.member.id), []);
    assert.ok((await holders(other, guild.member.id)).includes('records'));
    const first = await app.sql`select created_by from records where guild_id = ${guild.id} and number = 2`;
    await erase(other, guild.member.id);
    const second = await app.sql`select created_by from records where guild_id = ${other.id}`;
    assert.notEqual(first[0]?.created_by, second[0]?.created_by, 'each server has a pseudonym of its own');
  });

  it('people export and erase themselves in two steps; about others only admins may ask', async () => {
    const { guild } = await lived();
    const { member, admin } = guild;
    const file = await slash(app, guild, member, 'privacy/export');
    assert.match(file.message.content, /\d+ rows in \d+ tables/);
    const [attached] = (file.message as SeenMessage & { attachments: { url: string; filename: string }[] })
      .attachments;
    assert.match(String(attached?.filename), /^guildhall-\d+\.json$/);
    const read = (await (await fetch(String(attached?.url))).json()) as { personId: string };
    assert.equal(read.personId, member.id);
    for (const command of ['privacy/export', 'privacy/erase']) {
      assert.match(
        (await seen(app, guild, member, command, { person: admin.id })).content,
        /manage this server/,
      );
    }
    const preview = await seen(app, guild, member, 'privacy/erase');
    assert.match(textOf(preview), /- records: \d/);
    const asked = await press(app, guild, member, preview, 'Erase everything');
    assert.match(asked.message.content, /cannot be undone/);
    assert.ok((await holders(guild, member.id)).length > 5, 'nothing has happened yet');
    const begun = await press(app, guild, member, asked.message, 'Yes, erase for good');
    assert.match(begun.message.content, /erased-[0-9a-f]{12}/);
    await app.settle();
    assert.deepEqual(await holders(guild, member.id), []);
    assert.match((await seen(app, guild, member, 'privacy/erase')).content, /Nothing is kept/);
  });

  it('an export too large to attach is behind a secret link for a week, then it is deleted', async () => {
    const guild = app.newGuild();
    const key = `exports/${guild.id}/big.json`;
    await app.stack.worker.files.put(key, '{"big":true}');
    const secret = 'a-secret-of-the-link';
    const hash = createHash('sha256').update(secret).digest('hex');
    const message = JSON.stringify({ file: { key, name: 'guildhall "x".json' } });
    const until = new Date(app.now() + 7 * 24 * 3_600_000).toISOString();
    await app.sql`insert into kept_results (token_hash, guild_id, user_id, message, created_at, expires_at)
      values (${hash}, ${guild.id}, ${guild.member.id}, ${message}, now(), ${until})`;
    const got = await fetch(`${app.url}/results/${secret}`);
    assert.deepEqual([got.status, await got.text()], [200, '{"big":true}']);
    assert.equal(got.headers.get('content-disposition'), 'attachment; filename="guildhall__x_.json"');
    // One of her that an admin asked for goes when she is erased.
    const other = `exports/${guild.id}/other.json`;
    await app.stack.worker.files.put(other, '{}');
    const named = JSON.stringify({ file: { key: other, name: `guildhall-${guild.staff.id}.json` } });
    await app.sql`insert into kept_results (token_hash, guild_id, user_id, message, created_at, expires_at)
      values ('of-an-admin', ${guild.id}, ${guild.admin.id}, ${named}, now(), ${until})`;
    await erase(guild, guild.staff.id);
    assert.deepEqual(await app.sql`select 1 from kept_results where token_hash = 'of-an-admin'`, []);
    assert.equal(await app.stack.worker.files.head(other), null);

    await app.advance(8 * 24 * 3_600_000);
    await app.tick();
    assert.equal((await fetch(`${app.url}/results/${secret}`)).status, 404);
    assert.equal(await app.stack.worker.files.head(key), null);
  });

  it('goes on after a crash where it stopped', async () => {
    const { guild } = await lived();
    const started = await app.api(guild.id, 'POST', `/people/${guild.member.id}/erase`, {});
    await app.settle();
    // As it stands when a worker dies before its last transaction: most is done, the id still known.
    await app.sql`update erasures set state = 'running', person_id = ${guild.member.id}, finished_at = null
      where id = ${started.body.id}`;
    await app.sql`update jobs set state = 'queued', finished_at = null
      where guild_id = ${guild.id} and name = 'privacy.erase'`;
    await app.advance(60_000);
    await app.tick();
    const [row] = await app.sql`select state, person_id from erasures where id = ${started.body.id}`;
    assert.deepEqual([row?.state, row?.person_id], ['done', null]);
  });

  it('the audit log lets an erasure change words, and nothing else, and nobody else', async () => {
    const guild = app.newGuild();
    await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Something', fields: {} });
    const change = (set: string, allowed: boolean) =>
      app.sql.transaction([
        app.sql.query(`select set_config('guildhall.erasure', '${allowed ? 'on' : 'off'}', true)`),
        app.sql.query(`update audit_log set ${set} where guild_id = $1`, [guild.id]),
      ]);
    await assert.rejects(change(`actor = 'user:x'`, false), /append-only/);
    await change(`actor = 'user:x'`, true);
    for (const set of [
      `action = 'x.y'`,
      `created_at = now()`,
      `request_id = 'x'`,
      `target = 'other:1'`,
      'after = null',
    ]) {
      await assert.rejects(change(set, true), /append-only/, set);
    }
    await assert.rejects(app.sql`delete from audit_log where guild_id = ${guild.id}`, /append-only/);
    await assert.rejects(
      app.sql`update audit_log set actor = 'user:y' where guild_id = ${guild.id}`,
      /append-only/,
    );
  });
});
