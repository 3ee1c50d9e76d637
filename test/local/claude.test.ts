import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { startLocalClaude } from '../../scripts/local/claude.ts';
import { recordKinds } from '../../src/features/records/kinds.ts';
import { answerSchema } from '../../src/features/records/suggest/answer-schema.ts';
import { listMachines } from '../../src/features/records/suggest/machine-list.ts';
import { conversationPrompt, newFenceCode, systemPrompt } from '../../src/features/records/suggest/prompt.ts';
import { said } from '../features/records/support/conversation.ts';

let clock = Date.parse('2026-11-20T12:00:00Z');
const claude = await startLocalClaude({ now: () => clock });
after(() => claude.close());
beforeEach(() => claude.reset());

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');
const plain = { model: 'claude-haiku-5-5', max_tokens: 500, messages: [{ role: 'user', content: 'Hello' }] };

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${claude.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${claude.apiKey}`,
      'anthropic-version': '2026-10-21',
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('the local Claude', () => {
  it('says in its model name and words that it is a stand-in', async () => {
    const { status, body } = await post(plain);
    assert.equal(status, 200);
    assert.equal(body.model, 'claude-haiku-5-5-local-stand-in');
    assert.match(body.content.at(-1).text, /stand-in/);
    assert.match(await (await fetch(claude.url)).text(), /not a model/);
  });

  it('takes its key as bearer or x-api-key and records requests without it', async () => {
    assert.equal((await post(plain, { authorization: 'Bearer sk-ant-other' })).status, 401);
    const byHeader = { authorization: '', 'x-api-key': claude.apiKey };
    assert.equal((await post(plain, byHeader)).status, 200);
    assert.deepEqual(
      claude.calls.map(({ authorized, status }) => [authorized, status]),
      [
        [false, 401],
        [true, 200],
      ],
    );
    assert.ok(!JSON.stringify(claude.calls).includes(claude.apiKey));
  });

  it('refuses what the API refuses', async () => {
    const image = (source: unknown) => ({
      ...plain,
      messages: [{ role: 'user', content: [{ type: 'image', source }] }],
    });
    const format = (schema: unknown) => ({
      ...plain,
      output_config: { format: { type: 'json_schema', schema } },
    });
    const cases: [string, unknown, number, string][] = [
      ['broken JSON', '{', 400, 'invalid_request_error'],
      ['no model', { ...plain, model: undefined }, 400, 'invalid_request_error'],
      ['unknown model', { ...plain, model: 'gpt-9' }, 404, 'not_found_error'],
      ['no max_tokens', { ...plain, max_tokens: undefined }, 400, 'invalid_request_error'],
      ['temperature', { ...plain, temperature: 1 }, 400, 'invalid_request_error'],
      ['no messages', { ...plain, messages: [] }, 400, 'invalid_request_error'],
      [
        'bad base64',
        image({ type: 'base64', media_type: 'image/png', data: '%%' }),
        400,
        'invalid_request_error',
      ],
      [
        'wrong type',
        image({ type: 'base64', media_type: 'image/jpeg', data: PNG }),
        400,
        'invalid_request_error',
      ],
      ['tiff', image({ type: 'base64', media_type: 'image/tiff', data: PNG }), 400, 'invalid_request_error'],
      ['array schema', format({ type: 'array' }), 400, 'invalid_request_error'],
      ['open schema', format({ type: 'object', properties: {} }), 400, 'invalid_request_error'],
      [
        'a keyword that can’t be held',
        format({
          type: 'object',
          additionalProperties: false,
          properties: { a: { type: 'string', maxLength: 3 } },
        }),
        400,
        'invalid_request_error',
      ],
      ['too large', 'x'.repeat(33 * 1024 * 1024), 413, 'request_too_large'],
    ];
    for (const [name, body, status, type] of cases) {
      const answer = await post(body);
      assert.deepEqual([name, answer.status, answer.body.error.type], [name, status, type]);
    }
    assert.equal((await post(image({ type: 'base64', media_type: 'image/png', data: PNG }))).status, 200);
    assert.equal((await post(image({ type: 'url', url: 'https://cdn.example/a.png' }))).status, 200);
  });

  it('reports the system prompt as written to the cache, read from it, and written again after five minutes', async () => {
    const system = [{ type: 'text', text: 'rule '.repeat(600), cache_control: { type: 'ephemeral' } }];
    const usage = async () => {
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = (
        await post({ ...plain, system })
      ).body.usage;
      return [input_tokens, cache_creation_input_tokens, cache_read_input_tokens];
    };
    assert.deepEqual(await usage(), [2, 750, 0]);
    assert.deepEqual(await usage(), [2, 0, 750]);
    clock += 5 * 60_000;
    assert.deepEqual(await usage(), [2, 750, 0]);
  });

  it('breaks an answer off at max_tokens', async () => {
    claude.script({ text: 'x'.repeat(100) });
    const { body } = await post({ ...plain, max_tokens: 5 });
    assert.equal(body.stop_reason, 'max_tokens');
    assert.equal(body.content.at(-1).text.length, 20);
  });

  it('is scripted over HTTP too, in order and by a text in the request', async () => {
    const control = (path: string, method: string, body?: unknown) =>
      fetch(`${claude.url}/_control/${path}`, { method, body: JSON.stringify(body) });
    await control('script', 'POST', { status: 529, match: 'Tomato', times: 2 });
    await control('script', 'POST', { text: 'scripted' });
    assert.equal((await post(plain)).body.content.at(-1).text, 'scripted');
    const other = { ...plain, messages: [{ role: 'user', content: 'Tomato' }] };
    assert.equal((await post(other)).status, 529);
    assert.equal((await post(plain)).status, 200);
    assert.equal((await post(other)).body.error.type, 'overloaded_error');
    assert.equal((await post(other)).status, 200);
    assert.equal(((await (await control('calls', 'GET')).json()) as unknown[]).length, 5);
    await control('calls', 'DELETE');
    assert.equal(claude.calls.length, 0);
  });

  it('proposes a problem and the part for it with literal quotes, from a real prompt of ours', async () => {
    const machines = listMachines([{ id: 'x', name: 'Medieval "MM" Madness', aliases: ['MM'] }], '');
    const conversation = [
      said({ id: '101', text: 'The left flipper on MM stays up after a while.' }),
      said({
        id: '102',
        text: 'Looks like the coil stop.\nWe need 2 new coil stops.',
        repliesTo: '101',
        isTarget: true,
      }),
    ];
    const ask = async () =>
      post({
        ...plain,
        max_tokens: 4_000,
        system: systemPrompt(recordKinds, machines),
        messages: [{ role: 'user', content: conversationPrompt(conversation, newFenceCode()) }],
        output_config: { format: { type: 'json_schema', schema: answerSchema(recordKinds, machines) } },
      });
    const { body } = await ask();
    const { suggestions } = JSON.parse(body.content.at(-1).text);
    assert.deepEqual(
      suggestions.map((each: { kind: string; machine: string; depends_on: number }) => [
        each.kind,
        each.machine,
        each.depends_on,
      ]),
      [
        ['problem', 'm1', 0],
        ['part', 'm1', 1],
      ],
    );
    for (const { evidence } of suggestions) {
      for (const { message_id, quote } of evidence) {
        const source = conversation.find(({ id }) => id === message_id);
        assert.ok(source?.text.includes(quote), quote);
      }
    }
    const again = await ask();
    assert.equal(again.body.content.at(-1).text, body.content.at(-1).text);
    assert.deepEqual(
      claude.calls[0]?.conversation.map(({ id, isTarget }) => [id, isTarget]),
      [
        ['101', false],
        ['102', true],
      ],
    );
  });
});
