import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { readConfiguration } from '../../scripts/deploy/configuration.ts';
import { deployInBuild } from '../../scripts/deploy/deploy-in-build.ts';
import type { Problem } from '../../scripts/deploy/step.ts';
import { startLocalCloudflare } from '../../scripts/local/cloudflare.ts';
import { discordNeeds } from '../../src/core/access/discord-needs.ts';
import { accessSettings } from '../../src/core/access/settings.ts';
import { defineFeature } from '../../src/core/feature.ts';
import { platform } from '../../src/core/outside.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { features } from '../../src/features/index.ts';
import { connect } from '../support/database.ts';
import { type Deployed, type DeploySite, openSite } from './support/deploy-site.ts';

const PUBLIC_URL = 'https://guildhall.local.workers.dev';
/** Which of the two it is depends on what the Worker binds. */
const UPLOAD =
  /^cloudflare (PUT \/workers\/scripts\/guildhall|POST \/workers\/scripts\/guildhall\/versions) 200/;
const { queues } = await readConfiguration('wrangler.toml');

function assertLive({ code, output }: Deployed): void {
  assert.equal(code, 0, output);
  assert.match(output, /Invite the bot with this link: {2}http\S+permissions=\d+/);
}

/** Everything that must not be seen: the secrets of the site, and the keys that were made for it. */
function secretsOf(site: DeploySite): string[] {
  const ring = readFileSync(site.variablesFile, 'utf8').match(/k1:(\S+)/)?.[1];
  assert.ok(ring, 'keys were made');
  return [site.cloudflare.token, site.discord.botToken, site.database.databaseUrl, ring];
}

function assertNoSecret(site: DeploySite, outputs: readonly string[]): void {
  for (const secret of secretsOf(site)) {
    for (const text of outputs) assert.ok(!text.includes(secret), 'a secret was printed or left in a file');
  }
}

describe('npm run deploy', () => {
  let site: DeploySite;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());
  const outputs: string[] = [];
  const deploy = async (...options: Parameters<DeploySite['deploy']>) => {
    const deployed = await site.deploy(...options);
    outputs.push(deployed.output);
    return deployed;
  };

  it('says what it would do in a dry run and does nothing', async () => {
    const { code, output } = await deploy({ args: ['--dry-run'] });
    assert.equal(code, 0, output);
    for (const word of ['guildhall-jobs-dead', 'guildhall-files', 'ENCRYPTION_KEYS', PUBLIC_URL]) {
      assert.ok(output.includes(word), word);
    }
    assert.deepEqual(site.changes(), []);
    assert.equal(existsSync(site.variablesFile), false);
  });

  it('G20: takes an empty account, a new application and an empty database to a live bot', async () => {
    const deployed = await deploy();
    assertLive(deployed);
    const { application } = site.discord.state.data;
    assert.equal(application.interactions_endpoint_url, `${PUBLIC_URL}/interactions`);
    assert.deepEqual(
      [application.event_webhooks_url, application.event_webhooks_status, application.event_webhooks_types],
      [`${PUBLIC_URL}/discord/events`, 2, ['APPLICATION_AUTHORIZED', 'APPLICATION_DEAUTHORIZED']],
    );
    assert.ok(application.integration_types_config?.['0'], 'the install link is set');
    assert.equal(statSync(site.variablesFile).mode & 0o777, 0o600);

    // A signed command reaches the very bundle that was uploaded, and its answer is accepted.
    const { control } = site.discord;
    const user = control.user({ username: 'ada' });
    const guild = control.guild({ name: 'Workshop', owner_id: user.id });
    const channel = control.channel({ guild_id: guild.id, name: 'general' });
    const outcome = await control.interaction({
      type: 'command',
      commandName: 'ping',
      userId: user.id,
      channelId: channel.id,
    });
    assert.equal(outcome.error, undefined, JSON.stringify(outcome));
    const health = await (await fetch(`${PUBLIC_URL}/health`)).json();
    assert.equal(
      (health as { dependencies: { database: { state: string } } }).dependencies.database.state,
      'ok',
    );
  });

  it('G20: changes nothing the second time, and says so', async () => {
    const keys = readFileSync(site.variablesFile, 'utf8');
    site.forget();
    const deployed = await deploy();
    assertLive(deployed);
    assert.deepEqual(site.changes(), []);
    assert.match(deployed.output, /Nothing had to be changed/);
    assert.equal(readFileSync(site.variablesFile, 'utf8'), keys);
  });

  it('G20: prints no secret and leaves none in a file', () => {
    assertNoSecret(site, [...outputs, ...site.leftovers()]);
  });

  it('keeps the keys of the Worker where this machine has none, and refuses to lose one', async () => {
    const without = await deploy({ variables: { ENCRYPTION_KEYS: '' } });
    assertLive(without);
    assert.match(without.output, /the Worker has its ENCRYPTION_KEYS/);
    assert.match(without.output, /Nothing had to be changed/);

    const other = `k1:${Buffer.alloc(32, 'another key, as random as any').toString('base64')}`;
    site.forget();
    const refused = await deploy({ variables: { ENCRYPTION_KEYS: other } });
    assert.equal(refused.code, 1);
    assert.match(refused.output, /✗ 3\/10 keys: .*lacks a key/);
    assert.match(refused.output, /→ Put the old key behind/);
    assert.deepEqual(site.changes(), []);
  });

  it('makes no new keys for a database that holds what others have sealed', async () => {
    const sql = connect(site.database);
    await sql`insert into guild_settings (guild_id, feature, values, updated_at)
      values ('1', 'records', ${JSON.stringify({ webhook: 'sealed:k1:aa:bb' })}, now())`;
    // The same database, seen from an account that has no Worker.
    const fresh = await startLocalCloudflare();
    const { token, accountId, apiUrl } = fresh;
    const { code, output } = await deploy({
      variables: { ENCRYPTION_KEYS: '' },
      over: { cloudflare: { token, accountId, apiUrl } },
    });
    await fresh.close();
    await sql`delete from guild_settings`;
    assert.equal(code, 1, output);
    assert.match(output, /✗ 3\/10 keys: The database holds secrets/);
    assert.match(output, /--replace-keys/);
  });

  it('uploads a changed secret as a new version and mentions one that was taken away here', async () => {
    site.forget();
    const changed = await deploy({ variables: { ANTHROPIC_MODEL: 'claude-opus-5' } });
    assertLive(changed);
    assert.match(changed.output, /✓ 6\/10 worker: uploaded a new version/);
    assert.equal(site.changes().filter((change) => UPLOAD.test(change)).length, 1);
    const back = await deploy();
    assertLive(back);
    assert.match(back.output, /also has the secret ANTHROPIC_MODEL/);
  });

  it('switches webhook events on again that Discord switched off, and keeps those that somebody added', async () => {
    const { application } = site.discord.state.data;
    application.event_webhooks_status = 3;
    application.event_webhooks_types = ['ENTITLEMENT_CREATE', 'APPLICATION_AUTHORIZED'];
    const planned = await deploy({ args: ['--dry-run'] });
    assert.match(planned.output, /would set at Discord: webhook events go to \S+\/discord\/events/);
    assert.equal(application.event_webhooks_status, 3);
    const deployed = await deploy();
    assertLive(deployed);
    assert.match(deployed.output, /✓ 9\/10 connection: webhook events go to/);
    assert.equal(application.event_webhooks_status, 2);
    assert.deepEqual(application.event_webhooks_types, [
      'ENTITLEMENT_CREATE',
      'APPLICATION_AUTHORIZED',
      'APPLICATION_DEAUTHORIZED',
    ]);
    site.forget();
    assertLive(await deploy());
    assert.deepEqual(site.changes(), []);
  });

  it('goes on without webhook events that Discord refuses, says what that costs, and sets them the next time', async () => {
    const { application } = site.discord.state.data;
    application.event_webhooks_url = null;
    const answerOfDiscord = {
      code: 50035,
      message: 'Invalid Form Body',
      errors: { event_webhooks_url: { _errors: [{ code: 'X', message: 'could not be verified' }] } },
    };
    const script = { method: 'PATCH', path: '/applications/@me', times: 3, status: 400 };
    site.discord.control.script({ ...script, body: answerOfDiscord });
    const refused = await deploy();
    assertLive(refused);
    assert.match(
      refused.output,
      /did not take \S+\/discord\/events for webhook events: .*could not be verified/,
    );
    assert.match(refused.output, /! Discord has no address for webhook events/);
    assert.deepEqual(site.discord.control.scripts(), [], 'it is tried three times');
    const deployed = await deploy();
    assertLive(deployed);
    assert.equal(application.event_webhooks_url, `${PUBLIC_URL}/discord/events`);
  });

  it('switches on what small applications may switch on, and says it when Discord refuses', async () => {
    const needy = defineFeature({
      name: 'needy',
      title: 'Needy',
      summary: 'Reads messages.',
      discord: { permissions: ['MANAGE_ROLES'], intents: { MESSAGE_CONTENT: 'nothing is read' } },
    });
    const registry = createRegistry([...features, needy], { settings: [accessSettings] });
    site.discord.control.script({
      method: 'PATCH',
      path: '/applications/@me',
      times: 0,
      status: 403,
      body: { code: 20028, message: 'Not allowed' },
    });
    site.discord.state.data.application.flags = 0;
    site.discord.state.data.application.integration_types_config = {
      '0': { oauth2_install_params: needs(registry) },
    };
    const refused = await deploy({ over: { registry } });
    assert.match(
      refused.output,
      /did not let the (?:[A-Z][\w ]+ and the )*Message Content Intent(?: and the [A-Z][\w ]+)* be switched on/,
    );
    site.discord.control.clearScripts();
    const allowed = await deploy({ over: { registry } });
    assert.match(allowed.output, /switched on: (?:[A-Z][\w ]+, )*Message Content Intent/);
    assert.equal(site.discord.state.data.application.flags & (1 << 19), 1 << 19);
  });
});

describe('a deployment that fails half-way', () => {
  let site: DeploySite;
  before(async () => {
    site = await openSite({ subdomain: null });
  });
  after(() => site?.close());

  it('G20: names the step, the cause and the remedy at each step, and goes on from there without repeating', async () => {
    const { cloudflare, discord, database } = site;
    const outputs: string[] = [];
    const changes: string[] = [];
    const fails = async (
      step: string,
      cause: RegExp,
      remedy: RegExp,
      options: Parameters<DeploySite['deploy']>[0] = {},
    ): Promise<Problem> => {
      site.forget();
      const { code, lines, output } = await site.deploy({ args: ['--subdomain', 'local'], ...options });
      outputs.push(output);
      changes.push(...site.changes());
      assert.equal(code, 1, output);
      const at = lines.findIndex((line) => line.startsWith('✗'));
      const [says = '', todo = ''] = lines.slice(at);
      assert.ok(says.startsWith(`✗ ${step}: `), `${step}, but: ${says}`);
      assert.match(says, cause);
      assert.match(todo, /^ {4}→ /);
      assert.match(todo, remedy);
      assert.match(output, /goes on from here/);
      discord.control.clearScripts();
      return { says, remedy: todo };
    };

    await fails('1/10 settings', /DISCORD_TOKEN is missing/, /Reset Token/, {
      variables: { DISCORD_TOKEN: '' },
    });
    await fails('1/10 settings', /leads to this machine/, /Remove it|Neon/, {
      over: { cloudflare: { token: 'x', accountId: 'y', apiUrl: 'https://api.cloudflare.com/client/v4' } },
    });
    await fails('2/10 access', /does not accept the token .*9109/, /Queues: Edit/, {
      cloudflareToken: 'wrong',
    });
    await fails('2/10 access', /no workers\.dev address yet/, /--subdomain/, { args: [] });
    const badToken = discord.botToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    await fails('2/10 access', /does not accept the token/, /Reset Token/, {
      variables: { DISCORD_TOKEN: badToken },
    });
    database.faults.down = true;
    await fails('2/10 access', /database does not answer/, /DATABASE_HTTP_URL/);
    database.faults.down = false;
    await fails('3/10 keys', /would be lost with this machine/, /secret variable/, {
      over: { isPassing: true },
    });

    cloudflare.fail({
      method: 'POST',
      path: /^\/queues$/,
      after: 1,
      status: 403,
      code: 10000,
      message: 'Authentication error',
    });
    await fails('4/10 queues and files', /refused to make the queue guildhall-deliveries/, /"Queues: Edit"/);
    cloudflare.fail({
      path: /^\/r2\/buckets\//,
      status: 403,
      code: 10042,
      message: 'Please enable R2 through the Cloudflare Dashboard.',
    });
    await fails('4/10 queues and files', /R2, .* is not switched on/, /dash\.cloudflare\.com\/\w+\/r2/);
    await fails('5/10 database', /Migration|stopped answering/, /whole or not at all/, {
      onLine: (line) => {
        if (line.includes('4/10')) {
          database.faults.failNext(1, { status: 400, body: { message: 'disk full', code: '53100' } });
        }
      },
    });
    cloudflare.fail({
      method: 'PUT',
      path: /^\/workers\/scripts\/guildhall$/,
      status: 400,
      code: 10021,
      message: 'Script startup exceeded CPU time limit.',
    });
    await fails('6/10 worker', /Script startup exceeded CPU time limit/, /wrangler deploy --dry-run/);
    cloudflare.fail({
      method: 'POST',
      path: /\/consumers$/,
      after: 1,
      status: 400,
      code: 11005,
      message: 'Consumers are being changed.',
    });
    await fails('6/10 worker', /Consumers are being changed/, /goes on from here/);
    let reachable = false;
    const fetchHidden: typeof fetch = async (input, init) =>
      !reachable && String(input).endsWith('/health')
        ? new Response('error code: 1042', { status: 404 })
        : fetch(input, init);
    await fails('7/10 answer', /\/health answers with status 404/, /some minutes/, {
      over: { healthLimitMs: 0, outside: { ...platform, fetch: fetchHidden, sleep: async () => {} } },
    });
    reachable = true;
    discord.control.script({
      method: 'POST',
      path: `/applications/${discord.applicationId}/commands`,
      status: 400,
      body: {
        code: 30034,
        message: 'Max number of daily application command creates has been reached (200)',
      },
    });
    await fails('8/10 commands', /200 new commands a day/, /only those that are missing/);
    discord.control.script({
      method: 'PATCH',
      path: '/applications/@me',
      times: 0,
      status: 400,
      body: {
        code: 50035,
        message: 'Invalid Form Body',
        errors: {
          interactions_endpoint_url: {
            _errors: [{ code: 'APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID', message: 'no' }],
          },
        },
      },
    });
    await fails('9/10 connection', /was not content with the answer/, /DISCORD_PUBLIC_KEY/);

    await fails('10/10 doctor', /Not looked at \(guilds\)/, /Run the doctor again/, {
      onLine: (line) => {
        if (!line.includes('9/10')) return;
        discord.control.script({ method: 'GET', path: '/users/@me/guilds', times: 0, status: 500 });
      },
    });

    site.forget();
    const last = await site.deploy();
    outputs.push(last.output);
    changes.push(...site.changes());
    assertLive(last);
    assert.deepEqual(site.changes(), [], 'everything had been done before');

    // What was done once was never done again, over all runs.
    const madeOnce = changes.filter((change) =>
      / POST \/r2\/buckets 200| PUT \/workers\/(scripts\/guildhall|subdomain) 200|consumers 200|commands 201|insert into schema_migrations/.test(
        change,
      ),
    );
    const count = (pattern: RegExp) => madeOnce.filter((change) => pattern.test(change)).length;
    assert.equal(changes.filter((change) => UPLOAD.test(change)).length, 1);
    assert.equal(
      changes.filter((change) => change.startsWith('cloudflare POST /queues 200')).length,
      queues.length,
    );
    assert.equal(count(/r2\/buckets/), 1);
    assert.equal(count(/workers\/subdomain/), 1);
    const commands = madeOnce.filter((change) => change.includes('commands 201'));
    assert.equal(new Set(commands).size, commands.length, 'a command was registered twice');
    const posts = madeOnce.filter((change) => /POST .*consumers 200/.test(change));
    assert.equal(new Set(posts).size, posts.length, 'a consumer was made twice');
    assertNoSecret(site, [...outputs, ...site.leftovers()]);
  });
});

describe('after the Deploy to Cloudflare button', () => {
  let site: DeploySite;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it('G20: what Cloudflare’s build has made is found, and the rest is done from there', async () => {
    const { cloudflare } = site;
    const said: string[] = [];
    const built = await deployInBuild({}, (line) => said.push(line), {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        CI: '1',
        WORKERS_CI: '1',
        CLOUDFLARE_API_BASE_URL: cloudflare.apiUrl,
        CLOUDFLARE_API_TOKEN: cloudflare.token,
        CLOUDFLARE_ACCOUNT_ID: cloudflare.accountId,
        WRANGLER_SEND_METRICS: 'false',
        WRANGLER_HIDE_BANNER: 'true',
        WRANGLER_LOG: 'error',
      },
    });
    assert.equal(built, 0);
    assert.match(said.join(), /these remain/);
    assert.equal(cloudflare.state.queues.size, queues.length, 'wrangler makes what is bound');
    assert.deepEqual([...cloudflare.state.buckets], ['guildhall-files']);

    site.forget();
    const deployed = await site.deploy();
    assertLive(deployed);
    assert.match(deployed.output, /= 4\/10 queues and files: all \d+ queues and the bucket were there/);
    assert.match(deployed.output, /✓ 6\/10 worker: uploaded a new version/);
  });
});

function needs(registry: ReturnType<typeof createRegistry>) {
  const { bits, scopes } = discordNeeds(registry);
  return { permissions: String(bits), scopes };
}
