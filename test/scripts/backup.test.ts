import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { main as backup } from '../../scripts/backup.ts';
import { type LocalDatabase, startLocalDatabase } from '../../scripts/local/neon.ts';
import { main as restore } from '../../scripts/restore.ts';
import { slash } from '../features/records/support/life.ts';
import { createTestApp, type TestApp } from '../support/app.ts';
import { connect } from '../support/database.ts';

describe('backup and restore', () => {
  let app: TestApp;
  let folder: string;
  let file: string;
  const open: LocalDatabase[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'guildhall-backup-'));
    file = join(folder, 'guildhall.backup');
    app = await createTestApp();
    const guild = app.newGuild();
    await slash(app, guild, guild.member, 'record/create', { kind: 'log', title: 'Tricky “text” \\ \n 🎉' });
    await app.api(guild.id, 'POST', '/records', {
      kind: 'problem',
      title: 'Left flipper',
      fields: { details: '\u2028 line, \t tab, \'quotes\', "more", {"a":1}' },
    });
    const url = `${app.discord.apiUrl}/webhooks/1000000000000000321/very-secret-token-of-the-webhook-abcd`;
    await app.api(guild.id, 'PATCH', '/settings/records', { values: { webhookUrl: url, outbound: false } });
    await app.stack.worker.files.put('guilds/1/a.png', Buffer.from('picture'), {
      httpMetadata: { contentType: 'image/png' },
    });
    await app.stack.worker.files.put('guilds/1/large.bin', Buffer.alloc(500_000, 'x'));
    await app.settle();
  });
  after(async () => {
    for (const database of open) await database.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const empty = async () => {
    const database = await startLocalDatabase({});
    open.push(database);
    return database;
  };
  const run = async (
    command: typeof backup | typeof restore,
    database: LocalDatabase,
    args: string[],
    over: Parameters<typeof restore>[3] = {},
  ) => {
    const lines: string[] = [];
    const code = await command(
      args,
      { DATABASE_URL: database.databaseUrl },
      (line) => lines.push(line),
      over,
    );
    return { code, said: lines.join('\n') };
  };
  const bucket = () => app.stack.worker.files;
  /** Every row of every table, as text. */
  const contents = async (database: LocalDatabase) => {
    const sql = connect(database);
    const tables = await sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migrations' order by 1`;
    const all: Record<string, string[]> = {};
    for (const { name } of tables) {
      const rows = await sql.query(`select t::text as row from "${name}" t order by 1`);
      all[String(name)] = rows.map(({ row }) => String(row));
    }
    return all;
  };

  it('G26: what is saved, wiped and restored is the same row by row, with its files, and goes on counting', async () => {
    const saved = await run(backup, app.database, [file, '--files'], { bucket: bucket() });
    assert.equal(saved.code, 0, saved.said);
    assert.match(saved.said, /Saved \d+ rows of \d+ tables and 2 files/);
    const before = await contents(app.database);
    assert.ok(Object.values(before).flat().length > 10);

    const target = await empty();
    for (const key of ['guilds/1/a.png', 'guilds/1/large.bin']) await bucket().delete(key);
    const restored = await run(restore, target, [file, '--files'], { bucket: bucket() });
    assert.equal(restored.code, 0, restored.said);
    assert.match(restored.said, /Every table fits its checksum/);
    assert.deepEqual(await contents(target), before);
    const picture = await bucket().get('guilds/1/a.png');
    assert.equal(await picture?.text(), 'picture');
    assert.equal(picture?.httpMetadata?.contentType, 'image/png');
    assert.equal((await bucket().get('guilds/1/large.bin'))?.size, 500_000);

    const again = await run(backup, target, [join(folder, 'again.backup')]);
    const sums = (path: string) => readFileSync(path).length;
    assert.equal(again.code, 0, again.said);
    assert.ok(sums(join(folder, 'again.backup')) > 1_000);
    const sql = connect(target);
    const [next] =
      await sql`insert into signals (id, guild_id, type, subject, data, actor, source, request_id, created_at)
      values (gen_random_uuid(), '1', 'x.y', 'x:1', '{}', 'system:x', 'job', 'r', now()) returning sequence`;
    const highest =
      await sql`select max(sequence) as top from signals where sequence < ${String(next?.sequence)}`;
    assert.equal(Number(next?.sequence), Number(highest[0]?.top) + 1);
    await assert.rejects(sql`delete from audit_log`, /append-only/);
  });

  it('G26: a database that holds something is replaced only by whoever names what it holds', async () => {
    const target = await empty();
    assert.equal((await run(restore, target, [file])).code, 0);
    const sql = connect(target);
    await sql`insert into counters (guild_id, name, value) values ('9', 'only-here', 1)`;
    const before = await contents(target);
    const refused = await run(restore, target, [file]);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /not empty: it holds \d+ rows/);
    const wrong = await run(restore, target, [file, '--replace', 'postgres:1']);
    assert.match(wrong.said, /not what this database holds/);
    assert.deepEqual(await contents(target), before);
    const token = /--replace (\S+)$/.exec(refused.said)?.[1] ?? '';
    const replaced = await run(restore, target, [file, '--replace', token]);
    assert.equal(replaced.code, 0, replaced.said);
    assert.deepEqual(await contents(target), await contents(app.database));
  });

  it('G26: any flipped byte is refused before anything is touched', async () => {
    const target = await empty();
    const good = readFileSync(file);
    const broken = join(folder, 'broken.backup');
    const places = [
      0,
      3,
      4,
      9,
      10,
      Math.floor(good.length / 3),
      Math.floor(good.length / 2),
      good.length - 70,
      good.length - 30,
      good.length - 1,
    ];
    for (const place of places) {
      const bytes = Buffer.from(good);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(broken, bytes);
      const { code, said } = await run(restore, target, [broken]);
      assert.equal(code, 1, `byte ${place}`);
      assert.match(said, /checksum|damaged/, `byte ${place}`);
    }
    for (const bytes of [
      good.subarray(0, good.length / 2),
      Buffer.from('hello'),
      Buffer.concat([good, good]),
    ]) {
      writeFileSync(broken, bytes);
      assert.equal((await run(restore, target, [broken])).code, 1);
    }
    assert.deepEqual(await contents(target), {});
  });

  it('G26: an older backup is brought up to date; a newer one, or one of other migrations, is explained', async () => {
    const target = await empty();
    const names = readdirSync('migrations')
      .filter((name) => name.endsWith('.sql'))
      .sort();
    const other = join(folder, 'migrations');
    cpSync('migrations', other, { recursive: true });

    writeFileSync(join(other, '9999_later.sql'), 'create table later_things (id integer primary key);');
    const older = await run(restore, target, [file], { migrationsFolder: other });
    assert.equal(older.code, 0, older.said);
    assert.match(older.said, /older version; the database was brought up to date by 9999_later/);
    assert.ok('later_things' in (await contents(target)));
    rmSync(join(other, '9999_later.sql'));

    const last = names.at(-1) ?? '';
    rmSync(join(other, last));
    const newer = await run(restore, await empty(), [file], { migrationsFolder: other });
    assert.equal(newer.code, 1);
    assert.match(
      newer.said,
      new RegExp(`newer version of Guildhall: it has the migrations ${last.slice(0, -4)}`),
    );

    writeFileSync(join(other, last), 'select 1;');
    const changed = await run(restore, await empty(), [file], { migrationsFolder: other });
    assert.match(changed.said, /another migration/);
  });

  it('prints no secret and keeps what is sealed sealed', async () => {
    const { said } = await run(backup, app.database, [join(folder, 'secret.backup')]);
    assert.match(said, /ENCRYPTION_KEYS/);
    assert.doesNotMatch(said, /postgres:\/\/|token/);
    const { gunzipSync } = await import('node:zlib');
    const bytes = readFileSync(join(folder, 'secret.backup'));
    const text = gunzipSync(bytes.subarray(0, bytes.length - 65)).toString();
    assert.match(text, /sealed:k1:/);
    assert.doesNotMatch(text, /very-secret-token/);
  });

  it('says what is wrong with a call, a missing database and a foreign one', async () => {
    const target = await empty();
    assert.equal((await run(backup, target, [])).code, 2);
    assert.equal((await run(restore, target, ['a', 'b'])).code, 2);
    assert.equal((await run(restore, target, ['--help'])).code, 0);
    assert.match((await run(backup, target, [join(folder, 'x')])).said, /never been migrated/);
    assert.ok(!readdirSync(folder).some((name) => name.startsWith('x')), 'no half file is left');
    assert.match((await run(restore, target, [join(folder, 'nowhere')])).said, /ENOENT|no such file/);
    const lines: string[] = [];
    assert.equal(await backup([join(folder, 'x'), '--state', folder], {}, (line) => lines.push(line)), 1);
    assert.match(lines.join(), /Set DATABASE_URL/);
    await connect(target)`create table somebody_elses (id integer)`;
    assert.match((await run(restore, target, [file])).said, /not Guildhall's \(somebody_elses\)/);
  });
});
