import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { buttonId, createTestApp, type TestApp, textOf } from '../../support/app.ts';
import { type OpenBrowser, openBrowser } from '../../support/browser.ts';
import { signIn } from '../../support/dashboard.ts';
import { roleServer } from './support/server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that keeps people out. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { run } = (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    return (await run()).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
interface AxeResults {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

describe('roles as people see them', () => {
  let app: TestApp;
  let browser: OpenBrowser;
  before(async () => {
    app = await createTestApp({ probe: true });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  it('makes a rule, shows the plan, does exactly that, shows how it went and takes it back, by forms', async () => {
    const server = roleServer(app);
    const { guild, customer } = server;
    const [maya, kim] = [server.person('Maya'), server.person('Kim <b>')];
    await server.standInSilence([maya, kim], true);
    const admin = await signIn(app, guild.admin);
    const base = `/guilds/${guild.id}/roles`;
    assert.match((await admin.get(base)).text, /No rules yet/);
    const form = {
      standing: 'probe.known',
      roleId: customer,
      removeOnLoss: 'on',
      repair: 'on',
      reason: 'Club',
    };
    const made = await admin.post(base, form);
    assert.equal(made.location, `${base}/plan`);
    const twice = await admin.post(base, form);
    assert.equal(twice.status, 422);
    assert.match(twice.text, /There is a rule already that gives “Customer” for this/);

    const plan = await admin.get(`${base}/plan`);
    assert.match(plan.text, /<strong>2<\/strong><span>to give<\/span>/);
    assert.match(plan.text, /Kim &lt;b&gt;/);
    assert.deepEqual(server.rolesOf(maya.id), []);
    const expect = /name="expect" value="(\w+)"/.exec(plan.text)?.[1] ?? '';
    await server.standInSilence([kim], false);
    const stale = await admin.post(`${base}/plan`, { expect });
    assert.equal(stale.status, 409);
    assert.match(stale.text, /Something changed since you looked at this plan/);
    const fresh = /name="expect" value="(\w+)"/.exec(stale.text)?.[1] ?? '';
    const done = await admin.post(`${base}/plan`, { expect: fresh });
    assert.equal(done.status, 303);
    await app.settle();
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[customer], []]);
    const run = await admin.get(done.location ?? '');
    assert.match(run.text, /1 of 1 changes are through: 1 done, 0 failed/);
    assert.match((await admin.get(`${base}/people?user=${maya.id}`)).text, /\+ Give/);

    const undone = await admin.post(`${done.location}/undo`);
    assert.equal(undone.status, 303);
    await app.settle();
    assert.deepEqual(server.rolesOf(maya.id), []);
    assert.match((await admin.get(base)).text, /Paused/);
    const member = await signIn(app, guild.member);
    assert.equal((await member.get(base)).status, 403);
  });

  it('previews and gives permissions to a role by forms', async () => {
    const { guild, partner } = roleServer(app);
    const admin = await signIn(app, guild.admin);
    const base = `/guilds/${guild.id}/roles/permissions`;
    const chosen = await admin.get(`${base}?role=${partner}`);
    assert.match(chosen.text, /What @Partner gives/);
    assert.doesNotMatch(chosen.text, /value="hub:keys"/);
    const form = { roleId: partner, permissions: ['records:manage', 'probe:staff'] };
    const preview = await admin.post(`${base}/preview`, form);
    assert.match(preview.text, /\+ May<\/span> Manage records, machines and people/);
    assert.match(preview.text, /0 people have the role now/);
    assert.equal((await admin.post(base, form)).status, 303);
    assert.match((await admin.get(base)).text, /@Partner[\s\S]*Manage records, machines and people/);
  });

  it('shows a plan in Discord, and does it by the button, unless it has changed', async () => {
    const server = roleServer(app);
    const { guild, customer } = server;
    const [maya, kim] = [server.person('Maya'), server.person('Kim')];
    await server.standInSilence([maya], true);
    const asAdmin = { userId: guild.admin.id, channelId: guild.channelId } as const;
    const run = (commandName: string, options = {}) =>
      app.run({ ...asAdmin, type: 'command', commandName: `roles/${commandName}`, options });
    const made = await run('add', { standing: 'probe.known', role: customer });
    assert.match(textOf(made.message), new RegExp(`\\*\\*Is known to the probe\\*\\* → <@&${customer}>`));
    const look = await run('plan');
    assert.match(textOf(look.message), new RegExp(`\\+\` <@${maya.id}> <@&${customer}>`));
    assert.deepEqual(look.message.components, []);
    const press = async (message: typeof look.message, label: string) =>
      app.run({
        ...asAdmin,
        type: 'component',
        messageId: message.id,
        customId: buttonId(message, label),
      });
    const first = await run('sync');
    await server.standInSilence([kim], true);
    const refused = await press(first.message, 'Do this');
    assert.match(JSON.stringify(refused), /Something changed since you looked at this plan/);
    const second = await run('sync');
    const done = await press(second.message, 'Do this');
    assert.match(textOf(done.message), /It is being done: 2 calls to Discord/);
    await app.settle();
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[customer], [customer]]);
    assert.match(textOf((await run('person', { person: maya.id })).message), new RegExp(`<@&${customer}>`));

    const { body } = await app.api(guild.id, 'GET', '/roles/rules');
    const rule = body.rules[0].id;
    assert.match(textOf((await run('pause', { rule })).message), /It stands still now/);
    assert.match(textOf((await run('rules')).message), /paused/);
    assert.match(textOf((await run('resume', { rule })).message), /It goes on/);
    const asked = await run('remove', { rule });
    assert.match(textOf(asked.message), /It gave the role to 2 people/);
    const ended = await press(asked.message, 'Delete, take the roles');
    assert.match(textOf(ended.message), /2 people lose its role now/);
    await app.settle();
    assert.deepEqual([server.rolesOf(maya.id), server.rolesOf(kim.id)], [[], []]);
  });

  it('keeps nobody out, on a phone and in the dark', async () => {
    const server = roleServer(app);
    const { guild, partner } = server;
    const people = ['Maya', 'Kim', 'Robin'].map((name) => server.person(name));
    await server.rule();
    const high = app.discord.control.role(guild.id, { name: 'Above', position: 30 }).id;
    await server.rule({ roleId: high });
    await server.standInSilence(people, true);
    const { runId } = await server.sync();
    await server.standInSilence(people.slice(0, 1), false);
    await server.standInSilence([server.person('Lea')], true);
    await app.api(guild.id, 'PUT', '/roles/permissions', { roleId: partner, permissions: ['roles:read'] });
    const visitor = await signIn(app, guild.admin);
    const cookies = [...visitor.cookies].map(([name, value]) => ({
      name,
      value,
      secure: true,
      domain: '127.0.0.1',
      path: '/',
    }));
    const { body } = await app.api(guild.id, 'GET', '/roles/rules');
    const pages = [
      '',
      '/plan',
      `/runs/${runId}`,
      '/people',
      '/drift',
      `/permissions?role=${partner}`,
      `/rules/${body.rules[1].id}`,
      `/rules/${body.rules[0].id}/delete`,
    ];
    for (const [name, options] of Object.entries({
      phone: { viewport: { width: 360, height: 780 }, colorScheme: 'light' as const },
      dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' as const },
    })) {
      const context = await browser.context(options);
      await context.addCookies(cookies);
      const page = await context.newPage();
      for (const path of pages) {
        const answer = await page.goto(`${app.url}/guilds/${guild.id}/roles${path}`);
        assert.equal(answer?.status(), 200, path);
        assert.deepEqual(await barriers(page), [], `${name} ${path}`);
        const wide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(wide <= 0, `${name} ${path} is ${wide} px too wide`);
      }
      await context.close();
    }
  });
});
