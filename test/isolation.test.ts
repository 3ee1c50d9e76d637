import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { getTableName, isTable } from 'drizzle-orm';
import { accessSettings } from '../src/core/access/settings.ts';
import { collectRoutes } from '../src/core/http/routes.ts';
import { customId } from '../src/core/interactions/custom-id.ts';
import { createRegistry } from '../src/core/registry.ts';
import { features } from '../src/features/index.ts';
import { createTestApp, type SeenMessage, type TestApp, type TestGuild, textOf } from './support/app.ts';

/** Everything of this guild's is worth stealing; it must stay as it is, whoever asks from elsewhere. */
let victim: TestGuild;
let thief: TestGuild;
let app: TestApp;
const ids: string[] = [];
/** Ids by the feature whose tables they stand in; under '' those of the core's. */
const idsByFeature = new Map<string, string[]>();
let suggestion: { analysisId: string; position: number };

const registry = createRegistry(features, { settings: [accessSettings] });
const SECRET = 'zebra-secret-of-the-victim';

/** All rows of the victim in every table that has a guild, so that any change shows. */
async function snapshot(): Promise<string> {
  const tables = await app.sql`select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'guild_id' order by table_name`;
  const parts = await Promise.all(
    tables.map(async ({ table_name: table }) => {
      const rows = await app.sql.query(
        `select coalesce(jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text), '[]') as rows from ${table} t where guild_id = $1`,
        [victim.id],
      );
      return `${table}: ${JSON.stringify(rows[0]?.rows)}`;
    }),
  );
  return parts.join('\n');
}

/** One id, the first, of each table that has ids: what a thief could ask for. */
async function idsOf(guildId: string): Promise<{ table: string; id: string }[]> {
  const tables = await app.sql`select table_name from information_schema.columns
    where table_schema = 'public' and column_name in ('guild_id', 'id')
    group by table_name having count(*) = 2`;
  const rows = await Promise.all(
    tables.map(async ({ table_name: table }) => {
      const [row] = await app.sql.query(
        `select id::text as id from ${table} where guild_id = $1 order by 1 limit 1`,
        [guildId],
      );
      return row ? [{ table: String(table), id: String(row.id) }] : [];
    }),
  );
  return rows.flat();
}

/** Whose table it is, by its name. */
async function ownersOfTables(): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const { name } of features) {
    const file = new URL(`../src/features/${name}/tables.ts`, import.meta.url);
    if (!existsSync(file)) continue;
    for (const value of Object.values(await import(file.href))) {
      if (isTable(value)) owners.set(getTableName(value), name);
    }
  }
  return owners;
}

/** Features whose things are conversations. */
const TALKING = ['conversations', 'tickets', 'inbox'];
let turn = 0;

/** What a feature's routes and buttons could take: ids of its own and of what it builds on, and in turn one of another's. */
function idsFor(feature: string): string[] {
  const own = idsByFeature.get(feature) ?? idsByFeature.get('') ?? [];
  const talks = TALKING.includes(feature) ? (idsByFeature.get('conversations') ?? []) : [];
  const others = [...idsByFeature.values()].flat();
  const other = others[turn++ % others.length] ?? '';
  return [...new Set([...own, ...talks, other])];
}

before(async () => {
  app = await createTestApp();
  victim = app.newGuild();
  thief = app.newGuild();
  const made = async (path: string, body: unknown) => {
    const { status, body: answer } = await app.api(victim.id, 'POST', path, body);
    assert.equal(status, 201, JSON.stringify(answer));
    ids.push(answer.id ?? answer.record?.id ?? answer.machine?.id);
    return answer;
  };
  const machine = await made('/machines', { name: `${SECRET} machine`, aliases: [] });
  await made('/records', {
    kind: 'problem',
    title: `${SECRET} title`,
    fields: {},
    machineId: machine.id ?? machine.machine?.id,
  });
  await made('/announcements', {
    name: `${SECRET} announcement`,
    message: { content: SECRET },
    target: { kind: 'endpoints' },
    when: '2026-12-31 10:00',
    timeZone: 'Europe/Berlin',
  });
  await made('/tickets/categories', { name: `${SECRET} kind` });
  await made('/tickets', {
    personId: victim.member.id,
    subject: `${SECRET} ticket`,
    message: `${SECRET} trouble`,
  });
  await made('/account-links', {
    accountId: 'victim-account',
    accountName: `${SECRET} account`,
    discordUserId: victim.member.id,
    reason: `${SECRET} reason`,
  });
  await made('/notices/status', { title: `${SECRET} notice`, message: SECRET });
  await made('/roles/rules', {
    standing: 'accounts.linked',
    roleId: victim.staffRoleId,
    reason: `${SECRET} rule`,
  });
  const talk = await app.api(victim.id, 'POST', '/conversations/send-message', {
    discordUserId: victim.member.id,
    content: `${SECRET} offer`,
  });
  assert.equal(talk.status, 200, JSON.stringify(talk.body));
  ids.push(talk.body.conversation.id, talk.body.message.id);
  await made('/maintainers', { username: 'zebra.victim', name: `${SECRET} person` });
  const message = app.say(
    victim.channelId,
    victim.member,
    `${SECRET}: the left flipper is broken again, we need a new coil`,
  );
  const answer = await app.run({
    type: 'message-command',
    userId: victim.member.id,
    channelId: victim.channelId,
    commandName: 'Add to records',
    targetId: message.id,
  });
  const [row] =
    await app.sql`select analysis_id, position from suggestions where guild_id = ${victim.id} order by position`;
  assert.ok(row, `the victim reviews something: ${textOf(answer.message)}`);
  suggestion = { analysisId: String(row.analysis_id), position: Number(row.position) };
  ids.push(suggestion.analysisId);
  // And of whatever else can be made by a single request, as its route says by example. Webhooks are written down
  // instead, because their addresses are looked up outside.
  for (const { method, path, example, feature } of await collectRoutes(registry)) {
    if (method === 'POST' && !path.includes(':') && example && feature !== 'webhooks')
      await app.api(victim.id, method, path, example);
  }
  await app.sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events, state, state_at,
      created_by, created_at, updated_at)
    values (gen_random_uuid(), ${victim.id}, ${`${SECRET} endpoint`}, 'http', 'sealed', 'https://example.com/hooks',
      'http:x', '["record.*"]', 'paused', now(), 'user:1', now(), now())`;
  await app.settle();
  await app.apiKey(victim.id);
  await app.sql`insert into jobs (id, guild_id, name, payload, state, run_at, created_at)
    values ('dead-job-of-the-victim', ${victim.id}, 'records.notice', '{}', 'dead', now(), now())`;
  const owners = await ownersOfTables();
  for (const { table, id } of await idsOf(victim.id)) {
    const feature = owners.get(table) ?? '';
    idsByFeature.set(feature, [...(idsByFeature.get(feature) ?? []), id]);
  }
  // Of most tables there is a row; a few are only written by what happens in Discord.
  const { size } = new Set([...idsByFeature.values()].flat());
  assert.ok(size >= 25, `${size} things are there to steal`);
  for (const name of [
    'records',
    'announcements',
    'conversations',
    'tickets',
    'accounts',
    'notices',
    'roles',
    'inbox',
  ])
    assert.ok(idsByFeature.get(name)?.length, `nothing of ${name} is there to steal`);
});
after(() => app.close());

describe('what belongs to one guild', () => {
  it('G12: every table has a guild, so that every query can name it', async () => {
    const open = await app.sql`select table_name from information_schema.tables t
      where table_schema = 'public' and table_type = 'BASE TABLE' and not exists (select 1 from information_schema.columns c
        where c.table_name = t.table_name and c.column_name = 'guild_id') order by 1`;
    const installationWide = ['schema_migrations'];
    const perPerson = open
      .map(({ table_name }) => String(table_name))
      .filter((name) => !installationWide.includes(name));
    // Sessions belong to people, who choose a guild per request; tokens on their way back to Discord belong to nobody.
    assert.deepEqual(
      perPerson.filter((name) => !/session|oauth|sign_in|token_returns/.test(name)),
      [],
    );
  });

  it('G12: a key of one guild opens no route of another, and ids of the other are not found in its own', async () => {
    const before = await snapshot();
    const key = await app.apiKey(thief.id);
    const headers = { authorization: `Bearer ${key}` };
    const routes = await collectRoutes(registry);
    assert.ok(routes.length >= 10, 'there are routes to try');
    let tried = 0;
    for (const { method, path, example, feature } of routes) {
      const taken = idsFor(feature);
      const body =
        method === 'GET'
          ? undefined
          : (example ?? { title: 'stolen', name: 'stolen', reason: 'x', values: {}, kind: 'log' });
      for (const id of path.includes(':') ? [...taken, '1'] : ['']) {
        const concrete = path.replace(':kind', 'job').replace(/:\w+/g, id);
        if (id === '' || id === '1') {
          const foreign = await app.api(victim.id, method, concrete, body, headers);
          assert.equal(foreign.status, 401, `${method} ${concrete} with a key of another guild`);
        }
        if (!id) {
          const own =
            method === 'GET' ? await app.api(thief.id, method, concrete, undefined, headers) : undefined;
          assert.ok(
            !JSON.stringify(own?.body ?? '').includes(SECRET),
            `${method} ${concrete} shows another guild's words`,
          );
          continue;
        }
        const smuggled = await app.api(thief.id, method, concrete, body, headers);
        // What is not set up here is refused before anything is looked for.
        const refused = smuggled.status === 409 && smuggled.body.code === 'disabled';
        assert.ok(
          refused || [404, 422].includes(smuggled.status),
          `${method} ${concrete}: ${smuggled.status} ${JSON.stringify(smuggled.body)}`,
        );
        assert.ok(!JSON.stringify(smuggled.body).includes(SECRET));
        tried++;
      }
    }
    assert.ok(tried >= 20, `${tried} smuggled ids were tried`);
    assert.equal(await snapshot(), before);
  });

  it('G12: forged buttons, selects and forms with ids of another guild change and show nothing', async () => {
    const before = await snapshot();
    const seen: string[] = [];
    for (const name of registry.components.keys()) {
      const [feature = '', handler = ''] = name.split(':');
      const targets = [
        ...(feature === 'records' ? [[suggestion.analysisId, String(suggestion.position)]] : []),
        // What a handler does not ask for is passed over.
        ...idsFor(feature).map((id) => [id, '1']),
      ];
      for (const args of targets) {
        const custom_id = customId(feature, handler, ...args);
        const message = app.discord.control.message({
          channel_id: thief.channelId,
          author_id: app.discord.state.data.botId,
          content: 'forged',
          components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id }] }],
        }) as unknown as SeenMessage;
        const answer = await app.run({
          type: 'component',
          userId: thief.admin.id,
          channelId: thief.channelId,
          messageId: message.id,
          customId: custom_id,
        });
        seen.push(JSON.stringify(answer.first), textOf(answer.message), ...answer.followups.map(textOf));
      }
    }
    assert.ok(seen.length > 20);
    for (const text of seen) assert.ok(!text.includes(SECRET), text);
    assert.equal(await snapshot(), before);
  });

  it('G12: commands that are given a number or id of another guild find nothing', async () => {
    const before = await snapshot();
    for (const record of ['1', '#1', ids[1] ?? '']) {
      for (const part of ['show', 'close', 'reopen']) {
        const answer = await app.run({
          type: 'command',
          userId: thief.admin.id,
          channelId: thief.channelId,
          commandName: `record/${part}`,
          options: { record },
        });
        assert.ok(!textOf(answer.message).includes(SECRET));
        assert.match(textOf(answer.message), /\w/);
      }
      const suggested = await app.start({
        type: 'autocomplete',
        userId: thief.admin.id,
        channelId: thief.channelId,
        commandName: 'record/show',
        options: { record },
        focused: 'record',
      });
      assert.deepEqual(suggested.first.data, { choices: [] });
    }
    assert.equal(await snapshot(), before);
  });

  it('G18: every line of the log is JSON, names its request or event, and none holds a secret', async () => {
    const { variables, discord } = app.stack;
    assert.ok(discord && app.logs.length > 10);
    const tokens = [...discord.state.data.interactions.values()].map(({ token }) => token);
    const secrets = [
      variables.DISCORD_TOKEN,
      variables.DISCORD_CLIENT_SECRET,
      variables.ANTHROPIC_API_KEY,
      variables.ENCRYPTION_KEYS,
      discord.privateKey,
      ...tokens,
      ...tokens.map(encodeURIComponent),
    ];
    for (const line of app.logs) {
      const parsed = JSON.parse(line);
      assert.ok(parsed.level && parsed.event, line);
      for (const secret of secrets) assert.ok(!secret || !line.includes(secret), line);
      assert.doesNotMatch(line, /gh_[\w-]{20}|Bearer [\w-]{10}|Bot [\w.-]{10}/);
    }
    assert.ok(
      app.logs.some((line) => JSON.parse(line).requestId),
      'requests are named',
    );
  });
});
