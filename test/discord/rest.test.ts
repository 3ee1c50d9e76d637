import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  DiscordApiError,
  DiscordRateLimited,
  DiscordRefused,
  DiscordUnavailable,
} from '../../src/discord/errors.ts';
import { createRateLimitState, INVALID_SOFT_LIMIT } from '../../src/discord/rate-limits.ts';
import type { DiscordLogEvent, DiscordRestOptions } from '../../src/discord/rest.ts';
import { createDiscordRest, VERSION } from '../../src/discord/rest.ts';
import { createManualClock } from './support/manual-clock.ts';
import { type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

const CHANNEL = '100000000000000001';
const MESSAGES = `/channels/${CHANNEL}/messages`;

function clientOf(server: ScriptedServer, options: Partial<DiscordRestOptions> = {}) {
  const clock = createManualClock();
  const limits = createRateLimitState();
  const log: DiscordLogEvent[] = [];
  const rest = createDiscordRest({
    apiUrl: server.apiUrl,
    token: 'bot-token',
    fetch,
    now: clock.now,
    sleep: clock.sleep,
    limits,
    log: (event) => log.push(event),
    random: () => 0.5,
    ...options,
  });
  return { rest, clock, limits, log };
}

describe('the REST client', () => {
  it('says who it is, asks v10 and sends JSON with the bot token and an encoded reason', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    server.next({ body: { id: '1' } }, { status: 204 });

    const answer = await rest.request('POST', MESSAGES, {
      body: { content: 'ä' },
      query: { wait: true, thread_id: undefined },
      reason: `Größe \ud800 ${'x'.repeat(600)}`,
    });
    assert.deepEqual(answer, { id: '1' });
    assert.equal(await rest.request('DELETE', `${MESSAGES}/100000000000000002`), undefined);

    const [call] = server.calls;
    assert.equal(call?.path, `/api/v10${MESSAGES}`);
    assert.equal(call?.query.toString(), 'wait=true');
    assert.equal(call?.headers.get('authorization'), 'Bot bot-token');
    assert.equal(call?.headers.get('content-type'), 'application/json');
    assert.deepEqual(call?.json(), { content: 'ä' });
    const reason = decodeURIComponent(call?.headers.get('x-audit-log-reason') ?? '');
    assert.ok(reason.startsWith('Größe \ufffd xx') && reason.length === 512);
    const packageVersion = JSON.parse(readFileSync('package.json', 'utf8')).version;
    assert.equal(VERSION, packageVersion);
    assert.equal(
      call?.headers.get('user-agent'),
      `DiscordBot (https://github.com/guildhall/guildhall, ${packageVersion})`,
    );
  });

  it('sends files as multipart with payload_json, and forms as forms', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    const bytes = new Uint8Array([0, 1, 254, 255]);
    await rest.request('POST', MESSAGES, {
      body: { content: 'two files' },
      files: [
        { name: 'a.bin', data: bytes, contentType: 'application/x-a' },
        { name: 'ü.txt', data: new Blob(['text'], { type: 'text/plain' }) },
      ],
    });
    await rest.request('POST', '/oauth2/token', { auth: 'none', body: new URLSearchParams({ a: 'b c' }) });

    const form = await server.calls[0]?.form();
    assert.deepEqual(JSON.parse(String(form?.get('payload_json'))), { content: 'two files' });
    const first = form?.get('files[0]');
    const second = form?.get('files[1]');
    assert.ok(first instanceof File && second instanceof File);
    assert.deepEqual([first.name, first.type], ['a.bin', 'application/x-a']);
    assert.deepEqual(new Uint8Array(await first.arrayBuffer()), bytes);
    assert.deepEqual([second.name, await second.text()], ['ü.txt', 'text']);
    const token = server.calls[1];
    assert.match(token?.headers.get('content-type') ?? '', /^application\/x-www-form-urlencoded/);
    assert.equal(token?.body.toString(), 'a=b+c');
    assert.equal(token?.headers.get('authorization'), null);
  });

  it('G06: waits as long as a 429 says, for user, shared and global limits, and then succeeds', async () => {
    await using server = await startScriptedServer();
    const { rest, clock, limits } = clientOf(server);
    for (const [scope, global] of [
      ['user', false],
      ['shared', false],
      ['global', true],
    ] as const) {
      const before = clock.now();
      server.next(
        {
          status: 429,
          headers: { 'X-RateLimit-Scope': scope, 'Retry-After': '2' },
          body: { message: 'You are being rate limited.', retry_after: 1.337, global },
        },
        { body: { scope } },
      );
      assert.deepEqual(await rest.request('POST', MESSAGES, { body: {} }), { scope });
      const waited = clock.now() - before;
      assert.ok(waited >= 1_337 && waited < 1_500, `${scope}: ${waited} ms`);
    }
    assert.equal(limits.invalid.length, 2, 'a shared 429 is not an invalid request');
  });

  it('waits before a call that the headers say would be refused', async () => {
    await using server = await startScriptedServer();
    const { rest, clock } = clientOf(server);
    const window = {
      'X-RateLimit-Bucket': 'b',
      'X-RateLimit-Limit': '1',
      'X-RateLimit-Reset': '1800000002.5',
    };
    server.next({ headers: { ...window, 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset-After': '2.5' } });
    await rest.request('GET', MESSAGES);
    await rest.request('GET', '/channels/100000000000000009/messages');
    assert.deepEqual(clock.slept, [], 'another channel has its own bucket');
    await rest.request('GET', MESSAGES);
    assert.deepEqual(clock.slept, [2_525]);
  });

  it('throws instead of waiting longer than the caller has time, so that a queue can delay the message', async () => {
    await using server = await startScriptedServer();
    const { rest, clock } = clientOf(server);
    server.next({ status: 429, headers: { 'X-RateLimit-Scope': 'user' }, body: { retry_after: 40 } });
    await assert.rejects(rest.request('GET', MESSAGES, { maxWaitMs: 5_000 }), (error) => {
      assert.ok(error instanceof DiscordRateLimited && error.retryable);
      assert.ok(error.retryAfterMs >= 40_000 && error.retryAfterMs < 40_100);
      return true;
    });
    await assert.rejects(rest.request('GET', MESSAGES, { maxWaitMs: 5_000 }), DiscordRateLimited);
    assert.deepEqual(clock.slept, []);
    assert.equal(server.calls.length, 1, 'the second call was not sent at all');
  });

  it("a 429 of Cloudflare's own holds for everything that this address sends", async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    server.next({
      status: 429,
      headers: { 'Content-Type': 'text/html', 'Retry-After': '900' },
      body: '<html>',
    });
    await assert.rejects(rest.request('GET', MESSAGES), DiscordRateLimited);
    await assert.rejects(rest.request('POST', '/oauth2/token', { auth: 'none' }), DiscordRateLimited);
    assert.equal(server.calls.length, 1);
  });

  it('G06: repeats GET, PUT, PATCH, DELETE and POST with an enforced nonce after 5xx and lost connections', async () => {
    await using server = await startScriptedServer();
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'POST'] as const) {
      const { rest, clock } = clientOf(server);
      server.next({ status: 502, body: '<html>' }, { fault: 'drop' }, { body: { method } });
      const body = method === 'POST' ? { content: 'x', nonce: 'n', enforce_nonce: true } : undefined;
      assert.deepEqual(await rest.request(method, MESSAGES, { body }), { method });
      assert.deepEqual(clock.slept, [250, 500], 'full jitter of 500 ms, then of 1 s');
    }
    assert.equal(server.calls.length, 15);
  });

  it('G06: never repeats a POST that could happen twice, and says that its outcome is unknown', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    for (const fault of [{ status: 500 }, { fault: 'drop' as const }, { body: 'not JSON' }]) {
      server.calls.length = 0;
      server.next(fault);
      await assert.rejects(rest.request('POST', MESSAGES, { body: { nonce: 'n' } }), (error) => {
        assert.ok(error instanceof DiscordUnavailable && error.outcomeUnknown);
        return true;
      });
      assert.equal(server.calls.length, 1);
    }
  });

  it('gives up after the retries, and after the time for one attempt', async () => {
    await using server = await startScriptedServer();
    const { rest, clock } = clientOf(server, { timeoutMs: 50 });
    server.next({ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 });
    await assert.rejects(rest.request('GET', MESSAGES), (error) => {
      assert.ok(error instanceof DiscordUnavailable && !error.outcomeUnknown && error.status === 503);
      return true;
    });
    assert.equal(server.calls.length, 4);
    server.next({ fault: 'hang' });
    await assert.rejects(rest.request('GET', MESSAGES, { retries: 0 }), DiscordUnavailable);
    assert.deepEqual(clock.slept, [250, 500, 1_000]);
  });

  it('takes "unknown message" as done when an earlier DELETE may have gone through', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    const gone = { status: 404, body: { message: 'Unknown Message', code: 10008 } };
    server.next({ fault: 'drop' }, gone, gone);
    assert.equal(await rest.request('DELETE', `${MESSAGES}/100000000000000002`), undefined);
    await assert.rejects(rest.request('DELETE', `${MESSAGES}/100000000000000002`), DiscordApiError);
  });

  it('turns a refusal into an error with code, tree and route, and never repeats it', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server);
    const errors = {
      embeds: { 0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Too long.' }] } } },
    };
    server.next({ status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } });
    await assert.rejects(rest.request('POST', MESSAGES, { body: {} }), (error) => {
      assert.ok(error instanceof DiscordApiError);
      assert.deepEqual([error.status, error.code, error.reply], [400, 50035, 'Invalid Form Body']);
      assert.equal(error.route, 'POST /channels/{channel_id}/messages');
      assert.deepEqual(error.errors, errors);
      return true;
    });
    assert.equal(server.calls.length, 1);
  });

  it('G06: a rejected bot token stops bot calls, names the cause and leaves the others alone', async () => {
    await using server = await startScriptedServer();
    const { rest, clock } = clientOf(server);
    server.next({ status: 401, body: { message: '401: Unauthorized', code: 0 } });
    await assert.rejects(rest.request('GET', MESSAGES), DiscordApiError);
    await assert.rejects(rest.request('GET', '/users/@me'), (error) => {
      assert.ok(error instanceof DiscordRefused && error.reason === 'token-rejected');
      assert.match(error.message, /bot token/);
      return true;
    });
    await rest.request('POST', '/oauth2/token', { auth: 'none' });
    assert.equal(server.calls.length, 2);
    clock.advance(300_001);
    await rest.request('GET', '/users/@me');
    await rest.request('GET', MESSAGES);
    assert.equal(server.calls.length, 4, 'one that works again opens the way');
  });

  it('G06: past 9,000 invalid requests it refuses without sending, except critical calls', async () => {
    await using server = await startScriptedServer();
    const { rest, limits, clock } = clientOf(server);
    for (let index = 0; index < INVALID_SOFT_LIMIT - 1; index += 1) limits.invalid.push(clock.now());
    server.next({ status: 403, body: { message: 'Missing Permissions', code: 50013 } });
    await assert.rejects(rest.request('GET', MESSAGES), DiscordApiError);
    await assert.rejects(rest.request('GET', MESSAGES), (error) => {
      assert.ok(error instanceof DiscordRefused && error.reason === 'invalid-requests' && error.retryable);
      return true;
    });
    await rest.request('GET', MESSAGES, { priority: 'critical' });
    assert.equal(server.calls.length, 2);
  });

  it('without a token it does not call at all', async () => {
    await using server = await startScriptedServer();
    const { rest } = clientOf(server, { token: undefined });
    await assert.rejects(rest.request('GET', MESSAGES), DiscordRefused);
    assert.equal(server.calls.length, 0);
  });

  it('keeps tokens and ids out of logs and errors', async () => {
    await using server = await startScriptedServer();
    const { rest, log } = clientOf(server);
    const path = '/webhooks/100000000000000003/very-secret-token/messages/@original';
    server.next({ status: 500 }, { status: 404, body: { message: 'Unknown Webhook', code: 10015 } });
    const error = await rest.request('PATCH', path, { auth: 'none' }).catch((caught: unknown) => caught);
    assert.ok(error instanceof DiscordApiError);
    const told = JSON.stringify(log) + String(error) + error.stack + JSON.stringify(error);
    assert.doesNotMatch(told, /secret|100000000000000003|bot-token/);
    assert.match(told, /PATCH \/webhooks\/\{id\}\/\{token\}\/messages\/@original/);
  });
});
