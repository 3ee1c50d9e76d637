import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { signIn, type Visitor } from '../../support/dashboard.ts';

/** What a Discord user could write anywhere. Each has a word by which it is found again. */
const HOSTILE = [
  '<script>window.pwned=1</script>',
  '"><img src=x onerror=window.pwned=1>',
  "' onmouseover='window.pwned=1",
  '</textarea></title><svg onload=window.pwned=1>',
  'javascript:window.pwned=1',
  '{{constructor.constructor("window.pwned=1")()}}',
  '&lt;b&gt; &#60;script&#62;',
];
const FITS_A_NAME = HOSTILE.map((text) => text.slice(0, 60));

/** Everything between tags, so that what is left is markup alone. */
const markupOf = (html: string) => html.replaceAll(/>[^<]*</g, '><');

describe('text that a Discord user controls', () => {
  let app: TestApp;
  let guild: TestGuild;
  let admin: Visitor;
  let base: string;
  const pages: string[] = [];

  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    base = `/guilds/${guild.id}`;
    app.discord.control.user({
      id: guild.member.id,
      username: guild.member.username,
      global_name: HOSTILE[1] ?? '',
    });
    admin = await signIn(app, guild.admin);
    const all = HOSTILE.join('\n');
    for (const [at, text] of FITS_A_NAME.entries()) {
      const machine = await app.api(guild.id, 'POST', '/machines', {
        name: text,
        aliases: [`${text}!`],
        location: text,
      });
      const record = await app.api(guild.id, 'POST', '/records', {
        kind: 'log',
        title: text,
        machine: machine.body.id,
        fields: { details: all, worker: text },
      });
      assert.equal(record.status, 201, JSON.stringify(record.body));
      await app.api(guild.id, 'POST', `/records/${record.body.number}/comments`, { body: all });
      await app.api(guild.id, 'POST', `/records/${record.body.number}/assign`, {
        assigneeId: guild.member.id,
      });
      await app.sql`insert into record_sources (id, guild_id, record_id, channel_id, message_id, author_id,
          author_name, excerpt, content_hash, posted_at)
        values (gen_random_uuid(), ${guild.id}, ${record.body.id}, ${guild.channelId}, ${`13000000000000000${10 + at}`}, '1',
          ${text}, ${all}, 'x', now())`;
      await app.sql`insert into record_attachments (id, guild_id, record_id, channel_id, message_id, attachment_id,
          filename, content_type, size, state, lost_reason, created_at)
        values (gen_random_uuid(), ${guild.id}, ${record.body.id}, '1', '1', ${String(at)}, ${text}, ${text}, 1, 'lost',
          ${text}, now())`;
      await app.sql`insert into maintainers (id, guild_id, name, username, discord_user_id, proposed_user_id, created_at)
        values (gen_random_uuid(), ${guild.id}, ${text}, ${`u${at}`}, null, ${guild.member.id}, now())`;
      await app.sql`insert into jobs (id, guild_id, name, payload, state, attempts, run_at, error, created_at)
        values (${`${guild.id}:${at}`}, ${guild.id}, ${text}, '{}', 'dead', 1, now(), ${text}, now())`;
      await app.sql`insert into api_keys (id, guild_id, name, hash, last_four, scopes, created_at)
        values (gen_random_uuid(), ${guild.id}, ${text}, ${`h${at}`}, 'abcd', '["*"]', now())`;
      const planned = await app.api(guild.id, 'POST', '/announcements', {
        name: text,
        message: { content: all, embed: { title: text, text: all } },
        target: { kind: 'endpoints' },
        when: 'tomorrow 18:00',
      });
      assert.equal(planned.status, 201, JSON.stringify(planned.body));
      await app.sql`insert into announcement_runs (id, guild_id, announcement_id, due_at, trigger, state, error, created_at)
        values (gen_random_uuid(), ${guild.id}, ${planned.body.id}, now(), 'person', 'failed', ${text}, now())`;
      pages.push(`${base}/announcements?q=${encodeURIComponent(text)}`);
      for (const end of ['', '/edit', '/delete'])
        pages.push(`${base}/announcements/${planned.body.id}${end}`);
      const [endpoint] =
        await app.sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events,
          state, state_text, state_at, created_by, created_at, updated_at)
        values (gen_random_uuid(), ${guild.id}, ${text}, 'http', 'x', ${text}, 'http:x', ${JSON.stringify([text])}::jsonb,
          'disabled', ${text}, now(), 'user:1', now(), now()) returning id`;
      const [delivery] =
        await app.sql`insert into deliveries (id, guild_id, signal_id, endpoint_id, notice, lane, event_type,
          subject, body, state, run_at, error, created_at)
        values (gen_random_uuid(), ${guild.id}, gen_random_uuid(), ${endpoint?.id}, '', 'http:x', ${text}, ${text},
          ${JSON.stringify({ text })}::jsonb, 'failed', now(), ${text}, now()) returning id`;
      await app.sql`insert into delivery_attempts (id, guild_id, delivery_id, endpoint_id, at, duration_ms, ok, target,
          request_headers, status, response_headers, response_body, error)
        values (gen_random_uuid(), ${guild.id}, ${delivery?.id}, ${endpoint?.id}, now(), 5, false, ${text},
          ${JSON.stringify({ 'x-y': text })}::jsonb, 500, ${JSON.stringify({ 'x-y': text })}::jsonb, ${all}, ${text})`;
      for (const end of ['', '/edit', '/delete']) pages.push(`${base}/webhooks/${endpoint?.id}${end}`);
      pages.push(`${base}/webhooks/deliveries/${delivery?.id}`);
      pages.push(`${base}/privacy?person=${encodeURIComponent(text)}`);
      pages.push(`${base}/records/${record.body.number}`, `${base}/records/${record.body.number}/edit`);
      pages.push(`${base}/machines/${machine.body.id}`, `${base}/machines/${machine.body.id}/archive`);
      pages.push(
        `${base}/records?q=${encodeURIComponent(text)}`,
        `${base}/machines?q=${encodeURIComponent(text)}`,
      );
      pages.push(`${base}/audit?target=${encodeURIComponent(text)}&actor=${encodeURIComponent(text)}`);
      pages.push(`${base}/records/new?kind=${encodeURIComponent(text)}&parent=${encodeURIComponent(text)}`);
    }
    const maintainers = await app.sql`select id from maintainers where guild_id = ${guild.id}`;
    pages.push(...maintainers.map(({ id }) => `${base}/maintainers/${id}`));
    pages.push(
      base,
      `${base}/records?status=all`,
      `${base}/machines`,
      `${base}/maintainers`,
      `${base}/audit`,
    );
    pages.push(`${base}/announcements`, `${base}/webhooks`, `${base}/privacy?person=${guild.member.id}`);
    pages.push(`${base}/keys`, `${base}/failed`, `${base}/health`, '/', '/account');
  });
  after(() => app.close());

  it('stays text on every page', async () => {
    let shown = 0;
    for (const path of pages) {
      const { status, text } = await admin.get(path);
      assert.ok(status < 500, `${path}: ${status}`);
      const markup = markupOf(text);
      assert.doesNotMatch(text, /<script>|<img src=x|<svg onload/i, path);
      assert.doesNotMatch(markup.replaceAll(/"[^"]*"/g, '""'), /\son\w+\s*=|pwned/i, path);
      assert.doesNotMatch(
        text,
        /(?:href|src|action|formaction|hx-get)="\s*(?:javascript|data|vbscript):/i,
        path,
      );
      if (text.includes('pwned')) shown++;
    }
    assert.ok(shown > 40, `the texts are on ${shown} pages`);
  });

  it('links only to this site and to Discord', async () => {
    for (const path of pages) {
      const { text } = await admin.get(path);
      for (const [, href = ''] of text.matchAll(/href="([^"]*)"/g)) {
        assert.match(
          href,
          /^(?:\/(?!\/)|#|https:\/\/discord\.com\/|http:\/\/127\.0\.0\.1:\d+\/oauth2\/)/,
          `${path}: ${href}`,
        );
      }
    }
  });

  it('stays text when a form that could not be saved is shown again', async () => {
    for (const text of HOSTILE) {
      const again = await admin.post(`${base}/records/new`, {
        kind: 'problem',
        title: `${text}${'x'.repeat(120)}`,
        'fields.details': text,
        'fields.priority': text,
        parent: text,
        machine: text,
        nonce: text,
      });
      assert.ok([404, 422].includes(again.status), String(again.status));
      assert.doesNotMatch(again.text, /<script>|<img src=x|<svg onload/i);
      const key = await admin.post(`${base}/keys`, { name: text, scopes: [text], expiresInDays: text });
      assert.equal(key.status, 422);
      assert.doesNotMatch(key.text, /<script>|<img src=x|<svg onload/i);
    }
  });
});

describe('what is typed into filters', () => {
  it('reaches the database as a value and never as SQL', async () => {
    const app = await createTestApp();
    try {
      const guild = app.newGuild();
      const other = app.newGuild();
      await app.api(other.id, 'POST', '/records', { kind: 'log', title: 'Not yours' });
      await app.api(guild.id, 'POST', '/records', { kind: 'log', title: 'Yours' });
      const admin = await signIn(app, guild.admin);
      const base = `/guilds/${guild.id}`;
      const filters: Record<string, string[]> = {
        [`${base}/records`]: ['q', 'kind', 'status', 'machine', 'assignee', 'order', 'cursor'],
        [`${base}/machines`]: ['q', 'archived', 'after'],
        [`${base}/maintainers`]: ['q'],
        [`${base}/audit`]: ['actor', 'action', 'target', 'from', 'to', 'cursor'],
        [`${base}/announcements`]: ['q'],
        [`${base}/privacy`]: ['person'],
        [`${base}/records/new`]: ['kind', 'machine', 'parent'],
      };
      const attacks = [
        "' or 1=1 --",
        "'; drop table records; --",
        "%' union select * from sessions --",
        '\\',
        "x') or ('1'='1",
        '%',
        '_',
        '\u0000',
        '["2026-01-01T00:00:00Z\' or 1=1",1]',
        '["x",99999999999]',
        '0'.repeat(3_000),
        '2026-13-45',
        '9999999999',
      ];
      for (const [path, names] of Object.entries(filters)) {
        for (const name of names) {
          for (const attack of attacks) {
            for (const order of name === 'cursor' ? ['newest', 'changed', 'title'] : ['']) {
              const query = new URLSearchParams({ [name]: attack, ...(order ? { order } : {}) });
              const { status, text } = await admin.get(`${path}?${query}`);
              assert.ok([200, 422].includes(status), `${path}?${query}: ${status}`);
              assert.doesNotMatch(text, /Not yours/, `${path}?${query}`);
            }
          }
        }
      }
      const [left] = await app.sql`select count(*)::int as rows from records`;
      assert.equal(left?.rows, 2);
    } finally {
      await app.close();
    }
  });
});
