import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { demo } from '../../../scripts/local/discord/seed.ts';
import { type LocalDiscord, startLocalDiscord } from '../../../scripts/local/discord/server.ts';
import { ensureTemplate } from '../../../scripts/local/neon/template.ts';
import { startLocalStack } from '../../../scripts/local/stack.ts';
import { bundleWorker } from '../../../scripts/local/worker.ts';
import { registerCommands } from '../../../scripts/register.ts';
import { accessSettings } from '../../../src/core/access/settings.ts';
import { defineFeature, type Feature } from '../../../src/core/feature.ts';
import { type Command, slashCommand, userCommand } from '../../../src/core/interactions/command.ts';
import { commandsJson } from '../../../src/core/interactions/command-json.ts';
import { integer, text } from '../../../src/core/interactions/option.ts';
import { say } from '../../../src/core/interactions/reply.ts';
import { createRegistry } from '../../../src/core/registry.ts';
import { features } from '../../../src/features/index.ts';
import { assertGolden } from '../../support/golden.ts';
import { probe } from '../../support/probe-feature.ts';

const rules = { access: 'extra:use', answer: 'now', visible: 'invoker' } as const;
const handle = async () => say('x');

const greet = (description = 'Says hello.') =>
  slashCommand({
    ...rules,
    name: 'greet',
    nameLocalizations: { de: 'grüße', 'es-ES': 'saludar' },
    description,
    descriptionLocalizations: { de: 'Sagt hallo.' },
    defaultPermissions: ['MANAGE_GUILD'],
    // Declared in this order, registered with the required one first.
    options: {
      times: integer('How often', { min: 0, max: 9, choices: [{ name: 'once', value: 1 }] }),
      name: text('Whom', { required: true, minLength: 0, maxLength: 100 }),
    },
    handle,
  });
const wave = slashCommand({ ...rules, name: 'wave', description: 'Waves.', handle });
// A slash command and a user command may share a name; they are two commands.
const greetPerson = userCommand({ ...rules, name: 'greet', handle });

const extra = (commands: Command[]): Feature =>
  defineFeature({
    name: 'extra',
    title: 'Extra',
    summary: 'Commands that come and go.',
    access: { 'extra:use': 'member' },
    commands,
  });

let discord: LocalDiscord;
before(async () => {
  discord = await startLocalDiscord({ seed: 'demo' });
  // So many commands at once are paced; that is waited out and would only hide what is counted here.
  discord.control.rateLimits(false);
});
after(() => discord?.close());

/** The scopes in which commands can be registered, each with the path at Discord. */
const scopes: [name: string, guildId: string | undefined, path: string][] = [
  ['for all servers', undefined, `/applications/${demo.applicationId}/commands`],
  [
    'for one server',
    demo.guilds.workshop.id,
    `/applications/${demo.applicationId}/guilds/${demo.guilds.workshop.id}/commands`,
  ],
];

for (const [scope, guildId, path] of scopes) {
  describe(`registering ${scope}`, () => {
    const all = [...features, probe, extra([greet(), wave, greetPerson])];
    const total = commandsJson(createRegistry(all, { settings: [accessSettings] })).length;

    const register = async (from: readonly Feature[]) => {
      discord.control.clearCalls();
      const { apiUrl, applicationId, botToken: token } = discord;
      const changes = await registerCommands({ apiUrl, applicationId, token, guildId }, from);
      const writes = discord.control
        .calls()
        .filter(({ method }) => method !== 'GET')
        .map((call) => ({
          call: `${call.method} ${call.path}`,
          status: call.status,
          body: call.body as { name?: string } | undefined,
        }));
      return { changes, writes };
    };
    /** Name and type → id, as Discord has them in this scope. */
    const ids = () =>
      new Map(
        [...discord.state.data.commands.values()]
          .filter((command) => command.guild_id === guildId)
          .map((command) => [`${command.type}:${command.name}`, command.id]),
      );

    it('G04: the first run creates every command, one call each', async () => {
      const { changes, writes } = await register(all);
      assert.equal(changes.created.length, total);
      assert.deepEqual(
        writes.map(({ call, status }) => `${call} ${status}`),
        Array(total).fill(`POST ${path} 201`),
      );
      assert.equal(ids().size, total);
    });

    it('G04: without a difference nothing is sent, however often it runs', async () => {
      const before = ids();
      for (const _ of [1, 2]) {
        const { changes, writes } = await register(all);
        assert.deepEqual(writes, []);
        assert.equal(changes.unchanged.length, total);
      }
      assert.deepEqual(ids(), before);
    });

    it('G04: a changed description is one POST, and the command keeps its id and so its permissions', async () => {
      const before = ids();
      const { changes, writes } = await register([
        ...features,
        probe,
        extra([greet('Says hello, politely.'), wave, greetPerson]),
      ]);
      assert.deepEqual(changes.changed, ['greet']);
      assert.deepEqual(
        writes.map(({ call, status, body }) => [call, status, body?.name]),
        [[`POST ${path}`, 200, 'greet']],
      );
      assert.deepEqual(ids(), before);
    });

    it('G04: a removed command is one DELETE, and the others keep their ids', async () => {
      const before = ids();
      const { changes, writes } = await register([
        ...features,
        probe,
        extra([greet('Says hello, politely.'), greetPerson]),
      ]);
      assert.deepEqual(changes.deleted, ['wave']);
      assert.deepEqual(
        writes.map(({ call, status }) => [call, status]),
        [[`DELETE ${path}/${before.get('1:wave')}`, 204]],
      );
      before.delete('1:wave');
      assert.deepEqual(ids(), before);
    });

    it('G04: a command of the same name and another type is another command', async () => {
      const before = ids();
      const { writes } = await register([...features, probe, extra([greet('Says hello, politely.')])]);
      assert.deepEqual(
        writes.map(({ call }) => call),
        [`DELETE ${path}/${before.get('2:greet')}`],
      );
      assert.ok(ids().has('1:greet'));
    });

    it('stops at what Discord refuses, and goes on from there the next time', async () => {
      discord.control.script({
        method: 'POST',
        path,
        status: 400,
        body: { code: 50035, message: 'Invalid' },
      });
      await assert.rejects(register(all), /50035/);
      const { changes } = await register(all);
      assert.deepEqual([...changes.created, ...changes.changed].sort(), ['greet', 'greet', 'wave']);
      assert.deepEqual((await register(all)).writes, []);
    });
  });
}

it('one scope leaves the other alone', () => {
  const stored = [...discord.state.data.commands.values()];
  const inGuild = stored.filter((command) => command.guild_id !== undefined).length;
  assert.equal(inGuild * 2, stored.length);
});

describe('npm run register', () => {
  const run = (args: string[], token = discord.botToken) =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const child = spawn(process.execPath, [resolve('scripts/register.ts'), ...args], {
        // Away from any .dev.vars of the checkout.
        cwd: tmpdir(),
        env: {
          ...process.env,
          NODE_NO_WARNINGS: '1',
          DISCORD_API_URL: discord.apiUrl,
          DISCORD_APPLICATION_ID: discord.applicationId,
          DISCORD_TOKEN: token,
        },
      });
      let output = '';
      const collect = (chunk: Buffer) => {
        output += chunk.toString();
      };
      child.stdout.on('data', collect);
      child.stderr.on('data', collect);
      child.once('close', (code) => done({ code, output }));
    });
  const guildId = demo.guilds.racing.id;
  const ofGuild = () =>
    [...discord.state.data.commands.values()].filter((command) => command.guild_id === guildId).length;

  it('G04: makes the list right, says what it did, and has nothing to do the second time', async () => {
    const count = commandsJson(createRegistry(features, { settings: [accessSettings] })).length;
    const first = await run(['--guild', guildId]);
    assert.equal(first.code, 0, first.output);
    assert.match(first.output, /^created: .*ping/m);
    assert.equal(ofGuild(), count);
    const second = await run(['--guild', guildId]);
    assert.equal(second.output.trim(), `${count} commands were already as they should be.`);
    const last = await run(['--guild', guildId, '--remove']);
    assert.match(last.output, /^deleted: .*ping/m);
    assert.equal(ofGuild(), 0);
  });

  it('explains in words what stops it', async () => {
    const refused = await run([], 'MTAxMDEwMTAxMDEwMTAxMDEw.Gabcde.abcdefghijklmnopqrstuvwxyz0123');
    assert.equal(refused.code, 1);
    assert.match(refused.output, /^Discord rejected the bot token\./);
    assert.equal((await run(['--remove'])).code, 2);
    assert.match((await run([], '')).output, /DISCORD_TOKEN are missing/);
    assert.match((await run(['--help'])).output, /--guild ID --remove/);
  });
});

describe('the Worker', () => {
  it('G04: registers nothing while it runs', async () => {
    const stack = await startLocalStack({
      ports: { worker: 0, discord: 0, claude: 0, database: 0, databaseHttp: 0 },
      seed: 'demo',
      variables: {},
      databaseTemplate: await ensureTemplate(),
    });
    try {
      assert.ok(stack.discord);
      const { control } = stack.discord;
      assert.notEqual(control.calls({ method: 'POST', path: '/commands' }).length, 0, 'set-up registers');
      control.clearCalls();
      assert.equal((await fetch(`${stack.worker.url}/health`)).status, 200);
      const outcome = await control.interaction({
        type: 'command',
        commandName: 'ping',
        userId: demo.users.ada.id,
        channelId: demo.channels.general,
      });
      assert.equal(outcome.error, undefined);
      await stack.worker.tick();
      assert.deepEqual(control.calls({ path: '/commands' }), []);
    } finally {
      await stack.close();
    }
  });

  it('G04: does not even hold the code for it', async () => {
    const bundle = await bundleWorker();
    assert.match(bundle, /handleHttp/, 'the bundle keeps its names');
    for (const name of ['createGlobalCommand', 'overwriteGlobalCommands', 'reconcileCommands']) {
      assert.ok(!bundle.includes(name), name);
    }
  });
});

describe('the commands as Discord is told of them', () => {
  it('are those that were last looked at', () => {
    assertGolden('commands.json', commandsJson(createRegistry(features, { settings: [accessSettings] })));
  });
});
