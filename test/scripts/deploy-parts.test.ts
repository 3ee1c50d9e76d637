import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import { findPublicUrl, openCloudflare, readCloudflareSettings } from '../../scripts/deploy/access.ts';
import { createCloudflare } from '../../scripts/deploy/cloudflare-api.ts';
import { readConfiguration } from '../../scripts/deploy/configuration.ts';
import { deployInBuild } from '../../scripts/deploy/deploy-in-build.ts';
import { settleKeys } from '../../scripts/deploy/encryption-keys.ts';
import { keyMarks } from '../../scripts/deploy/key-marks.ts';
import { runWrangler } from '../../scripts/deploy/run-wrangler.ts';
import { StepFailed } from '../../scripts/deploy/step.ts';
import { main } from '../../scripts/deploy.ts';
import { type LocalCloudflare, startLocalCloudflare } from '../../scripts/local/cloudflare.ts';
import { platform } from '../../src/core/outside.ts';
import { eventually } from '../support/eventually.ts';

const quick = { ...platform, sleep: async () => {} };
const files = { toml: 'wrangler.toml', example: '.dev.vars.example', package: 'package.json' };

describe('the local Cloudflare, seen by wrangler', () => {
  let cloudflare: LocalCloudflare;
  before(async () => {
    cloudflare = await startLocalCloudflare();
  });
  after(() => cloudflare?.close());
  const wrangler = (args: string[], token = cloudflare.token) =>
    runWrangler({
      arguments: args,
      cloudflare: { token, apiUrl: cloudflare.apiUrl },
      accountId: cloudflare.accountId,
      configuration: files.toml,
    });

  it('makes and lists queues and buckets, and refuses what is there', async () => {
    assert.equal((await wrangler(['queues', 'create', 'some-queue'])).error, '');
    assert.match((await wrangler(['queues', 'create', 'some-queue'])).error, /11009|taken|exist/);
    assert.equal((await wrangler(['r2', 'bucket', 'create', 'some-bucket'])).error, '');
    assert.match((await wrangler(['r2', 'bucket', 'create', 'some-bucket'])).error, /10004/);
    assert.deepEqual([...cloudflare.state.buckets], ['some-bucket']);
  });

  it('refuses a false token and secrets of a Worker that is not there', async () => {
    assert.match((await wrangler(['queues', 'list'], 'false')).error, /Invalid access token.*9109/);
    const api = createCloudflare({ token: cloudflare.token, apiUrl: cloudflare.apiUrl }, quick);
    const put = api.request('PUT', `/accounts/${cloudflare.accountId}/workers/scripts/nobody/secrets`, {
      name: 'A',
      text: 'b',
      type: 'secret_text',
    });
    await assert.rejects(put, { code: 10007 });
  });

  it('refuses to bind a bucket and to serve a dead-letter queue that do not exist', async () => {
    const path = `/accounts/${cloudflare.accountId}/workers/scripts/loose`;
    const upload = async (bindings: object[]) => {
      const form = new FormData();
      form.set(
        'metadata',
        JSON.stringify({ main_module: 'a.js', compatibility_date: '2026-11-09', bindings }),
      );
      form.set('a.js', new File(['export default {}'], 'a.js', { type: 'application/javascript+module' }));
      const response = await fetch(`${cloudflare.apiUrl}${path}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${cloudflare.token}` },
        body: form,
      });
      return ((await response.json()) as { errors: { message: string }[] }).errors[0]?.message;
    };
    assert.match(
      (await upload([{ name: 'F', type: 'r2_bucket', bucket_name: 'none' }])) ?? '',
      /'none' not found/,
    );
    assert.match((await upload([{ name: 'Q', type: 'queue', queue_name: 'none' }])) ?? '', /does not exist/);
    assert.equal(await upload([]), undefined);
  });

  it('fails at the call that it is told to', async () => {
    cloudflare.fail({
      method: 'GET',
      path: /^\/queues/,
      after: 1,
      status: 400,
      code: 7,
      message: 'as told',
    });
    const api = createCloudflare({ token: cloudflare.token, apiUrl: cloudflare.apiUrl }, quick);
    const list = () => api.request('GET', `/accounts/${cloudflare.accountId}/queues`);
    await list();
    await assert.rejects(list, { code: 7, message: 'as told' });
    await list();
  });

  it('is read again when it fails by accident, and written to once', async () => {
    cloudflare.fail({ method: 'GET', path: /subdomain$/, times: 2, status: 503, code: 0, message: 'away' });
    const { accountId } = await openCloudflare(
      { token: cloudflare.token, accountId: undefined, apiUrl: cloudflare.apiUrl },
      quick,
    );
    const api = createCloudflare({ token: cloudflare.token, apiUrl: cloudflare.apiUrl }, quick);
    assert.deepEqual(await api.request('GET', `/accounts/${accountId}/workers/subdomain`), {
      subdomain: 'local',
    });
    cloudflare.fail({ method: 'POST', path: /queues$/, status: 503, code: 0, message: 'away' });
    cloudflare.clearCalls();
    await assert.rejects(api.request('POST', `/accounts/${accountId}/queues`, { queue_name: 'other' }));
    assert.equal(cloudflare.calls().length, 1);
  });

  it('gives the address of a configured domain before that of workers.dev', async () => {
    const api = createCloudflare({ token: cloudflare.token, apiUrl: cloudflare.apiUrl }, quick);
    const configuration = await readConfiguration(files.toml);
    const options = { given: undefined, subdomain: undefined, dryRun: false };
    const find = (more: object, over = {}) =>
      findPublicUrl(api, cloudflare.accountId, { ...configuration, ...more }, { ...options, ...over });
    assert.equal(await find({}), 'https://guildhall.local.workers.dev');
    assert.equal(await find({ routeUrl: 'https://bot.example.com' }), 'https://bot.example.com');
    assert.equal(await find({}, { given: 'https://other.example.com/' }), 'https://other.example.com');
    await assert.rejects(find({ workersDev: false }), /gives the Worker no address/);
  });
});

describe('an upload that is interrupted', () => {
  it('leaves no secret behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-stop-'));
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    // A Worker of its own: building the real one would disturb a deployment that another test makes.
    const configuration = join(folder, 'wrangler.toml');
    writeFileSync(configuration, 'name = "stopped"\nmain = "worker.js"\ncompatibility_date = "2026-11-09"\n');
    writeFileSync(join(folder, 'worker.js'), 'export default {};\n');
    const call = {
      arguments: ['deploy'],
      cloudflare: { token: 'x', apiUrl: `http://127.0.0.1:${port}` },
      accountId: 'y',
      configuration,
      secrets: { DISCORD_TOKEN: 'a secret' },
    };
    const module = new URL('../../scripts/deploy/run-wrangler.ts', import.meta.url).href;
    const program = `const { runWrangler } = await import('${module}'); await runWrangler(${JSON.stringify(call)});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: folder },
    });
    try {
      const inside = () => readdirSync(folder, { recursive: true }).map(String);
      const file = await eventually('the secrets lie in a file', () =>
        inside().find((name) => name.endsWith('secrets.json')),
      );
      assert.equal(statSync(join(folder, file ?? '')).mode & 0o777, 0o600);
      child.kill('SIGTERM');
      await once(child, 'exit');
      assert.equal(child.exitCode, 130);
      assert.deepEqual(
        inside().filter((name) => name.startsWith('guildhall-deploy')),
        [],
      );
    } finally {
      child.kill('SIGKILL');
      silent.closeAllConnections();
      silent.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('keys', () => {
  const random = (fill: string) => `${Buffer.alloc(32, fill).toString('base64')}`;
  const settle = (ring: string | undefined, over: Partial<Parameters<typeof settleKeys>[0]> = {}) =>
    settleKeys({
      ring,
      worker: { secretNames: ['ENCRYPTION_KEYS'], keyMarks: keyMarks(`k1:${random('one')}`) },
      file: '/nowhere/.dev.vars',
      dryRun: false,
      isPassing: false,
      replaceKeys: false,
      hasSealed: async () => false,
      ...over,
    });

  it('may be joined by a new one, and replaced only on demand', async () => {
    const joined = `k2:${random('two')},k1:${random('one')}`;
    assert.equal((await settle(joined)).value, joined);
    await assert.rejects(settle(`k2:${random('two')}`), StepFailed);
    const replaced = await settle(`k2:${random('two')}`, { replaceKeys: true });
    assert.equal(replaced.value, `k2:${random('two')}`);
    const unknown = { secretNames: ['ENCRYPTION_KEYS'], keyMarks: undefined };
    assert.equal((await settle(joined, { worker: unknown })).value, undefined, 'set by hand: left alone');
  });

  it('are written into the empty line of a copied example', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-keys-'));
    try {
      const file = join(folder, '.dev.vars');
      writeFileSync(file, readFileSync(files.example, 'utf8'));
      const { value } = await settle(undefined, { worker: { secretNames: [], keyMarks: undefined }, file });
      const text = readFileSync(file, 'utf8');
      assert.equal(parseEnv(text).ENCRYPTION_KEYS, value);
      assert.equal(text.match(/^ENCRYPTION_KEYS=/gm)?.length, 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the Deploy to Cloudflare button', () => {
  it('asks for what is needed with an explanation each, and pre-fills nothing', async () => {
    const asked = parseEnv(readFileSync(files.example, 'utf8'));
    const { cloudflare, scripts } = JSON.parse(readFileSync(files.package, 'utf8'));
    for (const [name, value] of Object.entries(asked)) {
      assert.equal(value, '', `${name} has a default`);
      assert.ok(cloudflare.bindings[name]?.description, `${name} is not explained`);
    }
    const bound = [...readFileSync(files.toml, 'utf8').matchAll(/^binding = "(\w+)"/gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(Object.keys(cloudflare.bindings).sort(), [...Object.keys(asked), ...bound].sort());
    assert.match(scripts.deploy, /scripts\/deploy\.ts/);
  });

  it('says what remains after Cloudflare’s build, and fails when that fails', async () => {
    const lines: string[] = [];
    const ran = await deployInBuild({}, (line) => lines.push(line), {
      command: [process.execPath, '-e', ''],
    });
    assert.equal(ran, 0);
    assert.match(lines.join('\n'), /npm run deploy[\s\S]*registers the commands/);
    const failing = await deployInBuild({}, (line) => lines.push(line), {
      command: [process.execPath, '-e', 'process.exit(3)'],
    });
    assert.equal(failing, 3);
  });
});

describe('the call', () => {
  it('explains itself, and refuses what it does not know', async () => {
    const lines: string[] = [];
    const run = (...args: string[]) =>
      main(args, {}, { token: undefined, accountId: undefined, apiUrl: '' }, (line) => lines.push(line));
    assert.equal(await run('--help'), 0);
    assert.match(lines.join('\n'), /CLOUDFLARE_API_TOKEN/);
    assert.equal(await run('--publish'), 2);
  });

  it('names everything that is missing at once', async () => {
    const lines: string[] = [];
    const code = await main([], {}, { token: 'x', accountId: 'y', apiUrl: 'http://127.0.0.1:9' }, (line) =>
      lines.push(line),
    );
    assert.equal(code, 1);
    for (const name of ['DISCORD_APPLICATION_ID', 'DISCORD_PUBLIC_KEY', 'DISCORD_TOKEN', 'DATABASE_URL']) {
      assert.ok(
        lines.some((line) => line.startsWith('✗') && line.includes(name)),
        name,
      );
    }
  });

  it('takes Cloudflare’s variables from the environment before the file', () => {
    const settings = readCloudflareSettings({ CLOUDFLARE_API_TOKEN: 'env' }, '/nowhere/.env');
    assert.deepEqual(settings, {
      token: 'env',
      accountId: undefined,
      apiUrl: 'https://api.cloudflare.com/client/v4',
    });
  });
});
