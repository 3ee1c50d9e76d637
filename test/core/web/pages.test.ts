import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type LocalPanel, startLocalPanel } from '../../../scripts/local/panel/panel.ts';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { collectPages } from '../../../src/core/web/collect-pages.ts';
import type { PageRoute } from '../../../src/core/web/page.ts';
import { features } from '../../../src/features/index.ts';
import { createTestApp, type TestApp, type TestGuild } from '../../support/app.ts';
import { newVisitor, signIn, type Visitor } from '../../support/dashboard.ts';

const registry = createRegistry(features, { settings: [accessSettings] });
const { routes, navigation } = await collectPages(registry);

describe('the pages of the features', () => {
  const page = (more: Partial<PageRoute>): PageRoute => ({
    method: 'GET',
    path: '/x',
    access: 'alpha:use',
    handle: async () => ({ title: '', body: '' }),
    ...more,
  });
  const withPages = (...list: PageRoute[]) => ({
    access: new Map([['alpha:use', 'member' as const]]),
    features: [
      { name: 'alpha', title: 'A', summary: 'A.', pages: async () => ({ navigation: [], routes: list }) },
    ],
  });

  it('are refused without a permission that some feature declares', async () => {
    const { access: _, ...open } = page({});
    await assert.rejects(collectPages(withPages(open as PageRoute)), /"GET \/x" needs permission/);
    await assert.rejects(collectPages(withPages(page({ access: 'alpha:nothing' }))), /no feature declares/);
  });

  it('are refused when two have one address', async () => {
    const two = withPages(page({ path: '/x/:a' }), page({ path: '/x/:b' }));
    await assert.rejects(collectPages(two), /exists already/);
    assert.equal((await collectPages(withPages(page({}), page({ method: 'POST' })))).routes.length, 2);
  });

  it('have navigation with shortcuts of their own', () => {
    const keys = navigation.flatMap(({ key }) => (key ? [key] : []));
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe('every page', () => {
  let app: TestApp;
  let guild: TestGuild;
  let other: TestGuild;
  let ids: Record<string, string>;
  let foreign: Record<string, string>;
  let admin: Visitor;
  let member: Visitor;
  const panels: LocalPanel[] = [];

  /** The same for tickets, servers, notices and roles. */
  async function fillDesk(of: TestGuild, serverId: string): Promise<Record<string, string>> {
    const made = async (path: string, body: unknown) => {
      const answer = await app.api(of.id, 'POST', path, body);
      assert.ok(answer.status < 300, `${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const panel = await startLocalPanel();
    panels.push(panel);
    panel.fleet.add({ id: serverId, name: 'Box', accountId: 'cus_1', playersOnline: 2 });
    const values = { panelUrl: panel.url, panelSecret: panel.secret };
    assert.equal((await app.api(of.id, 'PATCH', '/settings/servers', { values })).status, 200);
    const action = await made(`/servers/${serverId}/actions`, { action: 'reboot' });
    const second = `${serverId}-2`;
    panel.fleet.add({ id: second, name: 'Box 2', accountId: 'cus_1' });
    const batch = await made('/server-batches', { action: 'reboot', servers: [second] });
    const category = await made('/tickets/categories', { name: 'Help' });
    const panelOfTickets = await made('/tickets/panels', {
      channelId: of.channelId,
      title: 'How can we help?',
      categoryIds: [category.id],
    });
    const ticket = await made('/tickets', {
      personId: of.admin.id,
      subject: 'Lamp',
      message: 'It is dark.',
      categoryId: category.id,
    });
    const [said] =
      await app.sql`select id from conversation_messages where conversation_id = ${ticket.id} and direction = 'in'`;
    const key = `conversations/${of.id}/lamp`;
    const [ticketFile] =
      await app.sql`insert into conversation_attachments (id, guild_id, message_id, filename, content_type, size,
        storage_key, state, created_at)
      values (gen_random_uuid(), ${of.id}, ${said?.id}, 'lamp.png', 'image/png', 4, ${key}, 'stored', now()) returning id`;
    await app.stack.worker.files.put(key, 'data');
    const { transcripts } = await made(`/tickets/${ticket.id}/transcripts`, {});
    const ticketView = (
      await app.sql`insert into ticket_views
      (id, guild_id, name, filter, owned_by, created_by, created_by_name, created_at)
      values (gen_random_uuid(), ${of.id}, 'Mine', '{}', null, '1', 'x', now()) returning id`
    )[0];
    const [ticketImport] =
      await app.sql`insert into ticket_imports (id, guild_id, format, storage_key, state, created_by, created_by_name,
        created_at)
      values (gen_random_uuid(), ${of.id}, 'ndjson', 'x', 'done', '1', 'x', now()) returning id`;
    const notice = await made('/notices/status', { title: 'Slow', message: 'We look into it.' });
    const rule = await made('/roles/rules', {
      standing: 'accounts.linked',
      roleId: of.staffRoleId,
      reason: 'x',
    });
    const [run] =
      await app.sql`insert into role_runs (id, guild_id, kind, state, started_by, adding, removing, adopted,
        taken, given, blocked, created_at, finished_at)
      values (gen_random_uuid(), ${of.id}, 'manual', 'done', 'user:1', 0, 0, 0, 0, 0, '[]', now(), now()) returning id`;
    return {
      server: serverId,
      action: action.id,
      batch: batch.id,
      import: String(ticketImport?.id),
      category: category.id,
      panel: panelOfTickets.id,
      ticket: String(ticket.number),
      ticketFile: String(ticketFile?.id),
      ticketView: String(ticketView?.id),
      transcript: transcripts[0].id,
      notice: notice.id,
      rule: rule.id,
      run: String(run?.id),
      kind: 'status',
    };
  }

  /** One of each thing that addresses name. */
  async function fill(of: TestGuild): Promise<Record<string, string>> {
    const machine = (await app.api(of.id, 'POST', '/machines', { name: 'Medieval Madness' })).body.id;
    const record = (await app.api(of.id, 'POST', '/records', { kind: 'problem', title: 'Stuck', machine }))
      .body.id;
    const [maintainer] = await app.sql`insert into maintainers (id, guild_id, name, created_at)
      values (gen_random_uuid(), ${of.id}, 'Sam Fixit', now()) returning id`;
    const [file] =
      await app.sql`insert into record_attachments (id, guild_id, record_id, channel_id, message_id,
        attachment_id, filename, content_type, size, state, sha256, storage_key, created_at)
      values (gen_random_uuid(), ${of.id}, ${record}, '1', '1', '1', 'photo.png', 'image/png', 4, 'stored', 'x',
        ${`guilds/${of.id}/records/${record}/x`}, now()) returning id`;
    await app.stack.worker.files.put(`guilds/${of.id}/records/${record}/x`, 'data');
    const [key] = await app.sql`select id from api_keys where guild_id = ${of.id}`;
    const announcement = (
      await app.api(of.id, 'POST', '/announcements', {
        name: 'Open night',
        message: { content: 'Doors open.' },
        target: { kind: 'channel', channelId: of.channelId },
        when: 'every friday 18:00',
      })
    ).body.id;
    const [endpoint] =
      await app.sql`insert into webhook_endpoints (id, guild_id, name, kind, url, url_shown, lane, events,
        state, state_at, created_by, created_at, updated_at)
      values (gen_random_uuid(), ${of.id}, 'Board', 'http', 'sealed', 'https://example.com/hooks', 'http:x',
        '["record.*"]', 'paused', now(), 'user:1', now(), now()) returning id`;
    const [delivery] =
      await app.sql`insert into deliveries (id, guild_id, signal_id, endpoint_id, notice, lane,
        event_type, subject, purpose, body, state, attempts, run_at, created_at)
      values (gen_random_uuid(), ${of.id}, gen_random_uuid(), ${endpoint?.id}, '', 'http:x', 'record.created',
        'record:1', 'event', '{}', 'failed', 1, now(), now()) returning id`;
    const [erasure] =
      await app.sql`insert into erasures (id, guild_id, person_id, pseudonym, extent, state, counts, created_at)
      values (gen_random_uuid(), ${of.id}, null, 'person-x', 'everything', 'done', '{}', now()) returning id`;
    // Of somebody who may see it on both sides.
    const { conversation, message } = (
      await app.api(of.id, 'POST', '/conversations/send-message', {
        discordUserId: of.admin.id,
        content: 'Hello',
      })
    ).body;
    await app.sql`insert into conversation_attachments (id, guild_id, message_id, filename, content_type, size, storage_key,
        state, created_at)
      values (${file?.id}, ${of.id}, ${message.id}, 'photo.png', 'image/png', 4,
        ${`guilds/${of.id}/records/${record}/x`}, 'stored', now())`;
    const canned = await app.api(of.id, 'POST', '/inbox/canned-replies', {
      name: 'Hours',
      body: 'From ten.',
    });
    const view = await app.api(of.id, 'POST', '/inbox/views', { name: 'VIP', filter: { tag: 'vip' } });
    const link = await app.api(of.id, 'POST', '/account-links', {
      accountId: 'cus_1',
      accountName: 'Parlour One',
      discordUserId: of.member.id,
      reason: 'Known.',
    });
    return {
      ...(await fillDesk(of, `box-of-${of.id}`)),
      link: link.body.id,
      conversation: conversation.id,
      message: message.id,
      reply: canned.body.id,
      view: view.body.id,
      erasure: String(erasure?.id),
      endpoint: String(endpoint?.id),
      delivery: String(delivery?.id),
      record,
      machine,
      maintainer: String(maintainer?.id),
      file: String(file?.id),
      key: String(key?.id),
      announcement,
      feature: 'records',
    };
  }
  const pathOf = (route: PageRoute, guildId: string, values: Record<string, string>) => {
    const inTicket = route.path.startsWith('/tickets/');
    const own = inTicket ? { ...values, file: values.ticketFile, view: values.ticketView } : values;
    const path = route.path.replaceAll(/:(\w+)/g, (_, name) => own[name as keyof typeof own] ?? `no-${name}`);
    return `/guilds/${guildId}${path}`;
  };
  const call = (visitor: Visitor, route: PageRoute, path: string) =>
    route.method === 'GET' ? visitor.get(path) : visitor.post(path);

  before(async () => {
    app = await createTestApp();
    guild = app.newGuild();
    other = app.newGuild();
    ids = await fill(guild);
    // Numbers are each server's own, so the other one counts further.
    await app.api(other.id, 'POST', '/tickets', { personId: other.admin.id, subject: 'First', message: 'x' });
    foreign = await fill(other);
    admin = await signIn(app, guild.admin);
    member = await signIn(app, guild.member);
  });
  after(async () => {
    await Promise.all(panels.map((panel) => panel.close()));
    await app.close();
  });

  it('asks whoever is not signed in to sign in, and changes nothing', async () => {
    for (const route of routes) {
      const answer = await call(newVisitor(app), route, pathOf(route, guild.id, ids));
      assert.equal(answer.status, 401, `${route.method} ${route.path}`);
    }
  });

  it('is not there for whoever is not in the server', async () => {
    for (const route of routes) {
      const answer = await call(admin, route, pathOf(route, other.id, foreign));
      assert.equal(answer.status, 404, `${route.method} ${route.path}`);
    }
    for (const id of ['1', '999999999999999999', 'x', "1' or '1'='1"]) {
      assert.equal((await admin.get(`/guilds/${id}/records`)).status, 404, id);
    }
  });

  it('does not find what belongs to another server', async () => {
    const named = routes.filter(({ path }) => /:(?!feature|kind)/.test(path));
    assert.ok(named.length > 12);
    for (const route of named) {
      const answer = await call(admin, route, pathOf(route, guild.id, { ...foreign, feature: 'records' }));
      assert.equal(answer.status, 404, `${route.method} ${route.path}`);
    }
    const mixed = await admin.get(`/guilds/${guild.id}/records/${ids.record}/files/${foreign.file}`);
    assert.equal(mixed.status, 404, 'a file of another server under an own record');
  });

  it('opens only for those who have its permission', async () => {
    const reserved = routes.filter(({ access }) => registry.access.get(access) !== 'member');
    assert.ok(reserved.length > 15);
    for (const route of reserved) {
      const answer = await call(member, route, pathOf(route, guild.id, ids));
      assert.equal(answer.status, 403, `${route.method} ${route.path}`);
    }
  });

  it('refuses a form without the token of the session, or from another site', async () => {
    const posts = routes.filter(({ method }) => method === 'POST');
    const before = await app.sql`select count(*)::int as rows from audit_log where guild_id = ${guild.id}`;
    for (const route of posts) {
      const path = pathOf(route, guild.id, ids);
      assert.equal((await admin.post(path, { csrf: '' })).status, 403, `${path} without a token`);
      const crossed = await admin.post(path, {}, { origin: 'https://evil.example' });
      assert.equal(crossed.status, 403, `${path} from elsewhere`);
    }
    const after = await app.sql`select count(*)::int as rows from audit_log where guild_id = ${guild.id}`;
    assert.deepEqual(after, before);
  });

  it('opens for an admin, small, with one heading and headers that bind the browser', async () => {
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const path = pathOf(route, guild.id, ids);
      const { status, headers, text } = await admin.get(path);
      assert.equal(status, 200, path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      // A document that is kept as it is, with its looks inside; it may run nothing and load nothing from elsewhere.
      if (route.path.endsWith('/:transcript/page')) {
        assert.doesNotMatch(policy, /script-src|default-src (?!'none')|https?:/);
        assert.doesNotMatch(text, /<script|\son\w+=/);
        continue;
      }
      assert.doesNotMatch(policy, /unsafe|\*/);
      if (/files\/:file$|\/(csv|ndjson|json)$/.test(route.path)) continue;
      assert.match(headers.get('cache-control') ?? '', /no-store/);
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(text.match(/<h1/g)?.length, 1, path);
      assert.doesNotMatch(text, /<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/, `${path} has inline code`);
      assert.ok(text.length < 60_000, `${path}: ${text.length} characters`);
    }
  });

  it('shows pictures as they are and lets everything else only be downloaded', async () => {
    const path = `/guilds/${guild.id}/records/${ids.record}/files/${ids.file}`;
    const picture = await admin.get(path);
    assert.equal(picture.headers.get('content-type'), 'image/png');
    assert.match(picture.headers.get('content-disposition') ?? '', /^inline/);
    for (const type of [
      'text/html',
      'image/svg+xml',
      'application/javascript',
      'image/png; charset=x',
      null,
    ]) {
      await app.sql`update record_attachments set content_type = ${type}, filename = ${'a"\r\nx: y<script>.html'}
        where id = ${ids.file}`;
      const file = await admin.get(path);
      assert.equal(file.headers.get('content-type'), 'application/octet-stream', String(type));
      assert.match(
        file.headers.get('content-disposition') ?? '',
        /^attachment; filename\*=UTF-8''a%22%0D%0Ax/,
      );
      assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/);
    }
  });

  it('loses whoever leaves the server, and whoever loses the staff role, within a minute', async () => {
    const watched = app.newGuild({ botPermissions: '8' });
    const staff = await signIn(app, guild.staff);
    await app.api(guild.id, 'PATCH', '/settings/access', { values: { staffRoles: [guild.staffRoleId] } });
    const form = `/guilds/${guild.id}/machines/new`;
    assert.equal((await staff.get(form)).status, 200);
    app.discord.control.member(guild.id, { user_id: guild.staff.id, roles: [] });
    await app.advance(61_000);
    assert.equal((await staff.get(form)).status, 403);

    const list = `/guilds/${watched.id}/records`;
    const leaver = await signIn(app, watched.member);
    assert.equal((await leaver.get(list)).status, 200);
    const kicked = await fetch(
      `${app.discord.apiUrl}/v10/guilds/${watched.id}/members/${watched.member.id}`,
      {
        method: 'DELETE',
        headers: {
          authorization: `Bot ${app.discord.botToken}`,
          'user-agent': 'DiscordBot (https://x.example, 1)',
        },
      },
    );
    assert.equal(kicked.status, 204);
    await app.advance(61_000);
    assert.equal((await leaver.get(list)).status, 404);
  });

  it('keeps assets for good and their names tied to what is in them', async () => {
    const { text } = await admin.get('/');
    const paths = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    assert.equal(paths.length, 5);
    for (const path of paths) {
      const { status, headers } = await newVisitor(app).get(path);
      assert.equal(status, 200, path);
      assert.match(headers.get('cache-control') ?? '', /immutable/);
    }
    assert.equal((await newVisitor(app).get('/assets/guildhall-000000000000.css')).status, 404);
  });
});
