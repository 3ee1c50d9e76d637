import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import * as v from 'valibot';
import { type LocalClaude, startLocalClaude } from '../../scripts/local/claude.ts';
import { createClaude } from '../../src/ai/claude.ts';

const local: LocalClaude = await startLocalClaude();
after(() => local.close());
beforeEach(() => local.reset());

const shape = v.object({ colour: v.picklist(['red', 'green']) });
const question = {
  system: 'Name the colour of the thing.',
  content: [{ type: 'text' as const, text: 'A tomato.' }],
  jsonSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['colour'],
    properties: { colour: { type: 'string', enum: ['red', 'green'] } },
  },
  shape,
};

function claude(
  options: { apiKey?: string | null; model?: string; maxTokens?: number; timeoutMs?: number } = {},
) {
  const { apiKey = local.apiKey, model = 'claude-haiku-5-5', maxTokens = 1_000, timeoutMs } = options;
  const pauses: number[] = [];
  const outside = {
    fetch: globalThis.fetch,
    sleep: async (ms: number) => {
      pauses.push(ms);
    },
  };
  const config = { apiKey: apiKey ?? undefined, baseUrl: local.url, model, maxTokens };
  return { pauses, ask: createClaude(config, { outside, ...(timeoutMs ? { timeoutMs } : {}) }).ask };
}

describe('a question to Claude', () => {
  it('goes out with the configured model, limit and key, a cached system prompt and the schema, and nothing else', async () => {
    const result = await claude({ maxTokens: 777 }).ask(question);
    assert.equal(result.kind, 'answer');
    const [call] = local.calls;
    assert.equal(local.calls.length, 1);
    assert.equal(call?.authorized, true);
    assert.deepEqual(call?.body, {
      model: 'claude-haiku-5-5',
      max_tokens: 777,
      system: [{ type: 'text', text: question.system, cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: question.content }],
      output_config: { effort: 'low', format: { type: 'json_schema', schema: question.jsonSchema } },
    });
  });

  it('is answered in any form that holds the value: fenced, or as a tool’s input', async () => {
    const value = { colour: 'red' };
    local.script({ text: '```json\n{"colour":"red"}\n```' });
    const content = [{ type: 'tool_use', id: 'toolu_1', name: 'answer', input: value }];
    local.script({ body: { model: 'm', content, stop_reason: 'tool_use', usage: {} } });
    for (let each = 0; each < 2; each++) {
      const result = await claude().ask(question);
      assert.deepEqual(result.kind === 'answer' && result.value, value);
    }
  });

  it('gives the checked value with usage and the model that answered', async () => {
    local.script({ json: { colour: 'green' }, usage: { input_tokens: 12, output_tokens: 5 } });
    const result = await claude().ask(question);
    assert.deepEqual(result, {
      kind: 'answer',
      value: { colour: 'green' },
      usage: { inputTokens: 12, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 },
      model: 'claude-haiku-5-5-local-stand-in',
    });
  });

  it('looks at the stop reason before it reads the answer', async () => {
    local.script({ json: { colour: 'red' }, stopReason: 'refusal' });
    assert.equal((await claude().ask(question)).kind, 'refused');
    local.script({ text: '{"colour":"re', stopReason: 'max_tokens' });
    assert.equal((await claude().ask(question)).kind, 'cut-off');
    local.script({ text: '', stopReason: 'model_context_window_exceeded' });
    assert.equal((await claude().ask(question)).kind, 'cut-off');
  });

  it('calls an answer that is no JSON or not of the shape nonsense, and still says what it used', async () => {
    for (const text of ['I think it is red.', '{"colour":"blue"}', '[]', 'null', '']) {
      local.script({ text });
      const result = await claude().ask(question);
      assert.equal(result.kind, 'nonsense', text);
      assert.ok('usage' in result && result.usage.inputTokens > 0);
    }
    local.script({ body: { type: 'message' } });
    assert.equal((await claude().ask(question)).kind, 'nonsense');
  });

  it('asks once more after a pause when Claude is busy or the line breaks, and no third time', async () => {
    const busy = claude();
    local.script({ status: 529 });
    assert.equal((await busy.ask(question)).kind, 'answer');
    assert.deepEqual(busy.pauses, [700]);

    local.script({ status: 529, times: 0 });
    assert.deepEqual(await claude().ask(question), { kind: 'overloaded', status: 529 });
    assert.equal(local.calls.length, 4);

    local.reset();
    local.script({ drop: true, times: 0 });
    assert.deepEqual(await claude().ask(question), { kind: 'unavailable', reason: 'network' });
    assert.equal(local.calls.length, 2);
  });

  it('gives up when the answer takes too long, without a second wait', async () => {
    local.script({ delayMs: 5_000 });
    const result = await claude({ timeoutMs: 50 }).ask(question);
    assert.deepEqual(result, { kind: 'unavailable', reason: 'timeout' });
    assert.equal(local.calls.length, 1);
  });

  it('names every refusal of the request', async () => {
    const cases = [
      { status: 400, kind: 'rejected' },
      { status: 401, kind: 'key-rejected', reason: 'invalid' },
      { status: 402, kind: 'key-rejected', reason: 'unpaid' },
      { status: 403, kind: 'key-rejected', reason: 'forbidden' },
      { status: 404, kind: 'rejected' },
      { status: 413, kind: 'rejected' },
      { status: 429, kind: 'overloaded' },
      { status: 500, kind: 'unavailable', reason: 'status' },
      { status: 503, kind: 'unavailable', reason: 'status' },
    ];
    for (const { status, kind, reason } of cases) {
      local.reset();
      local.script({ status, times: 0 });
      const result = await claude().ask(question);
      assert.equal(result.kind, kind, String(status));
      if (reason) assert.equal('reason' in result && result.reason, reason);
    }
  });

  it('does not ask without a key, and takes a given key before the installation’s', async () => {
    assert.deepEqual(await claude({ apiKey: null }).ask(question), { kind: 'no-key' });
    assert.equal(local.calls.length, 0);
    const outside = { fetch: globalThis.fetch, sleep: async () => {} };
    const config = { apiKey: 'sk-ant-wrong', baseUrl: local.url, model: 'claude-haiku-5-5', maxTokens: 100 };
    const own = createClaude(config, { outside, apiKey: local.apiKey });
    assert.equal((await own.ask(question)).kind, 'answer');
    assert.equal((await createClaude(config, { outside }).ask(question)).kind, 'key-rejected');
    for (const apiKey of ['sk-ant-ключ', 'sk-ant-a b', 'sk-ant-a\nb']) {
      assert.deepEqual(await claude({ apiKey }).ask(question), { kind: 'key-rejected', reason: 'invalid' });
    }
  });

  it('keeps the key out of what a failure says', async () => {
    const message = `bad request by ${local.apiKey}`;
    local.script({ status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message } } });
    const result = await claude().ask(question);
    assert.equal(result.kind, 'rejected');
    assert.ok(!JSON.stringify(result).includes(local.apiKey));
  });
});
