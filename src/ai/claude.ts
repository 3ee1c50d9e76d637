import type { ContentBlockParam, Message } from '@anthropic-ai/sdk/resources/messages/messages';
import type { GenericSchema, InferOutput } from 'valibot';
import type { Config } from '../core/env.ts';
import type { Outside } from '../core/outside.ts';
import type { TokenUsage } from './cost.ts';
import { failureFrom } from './failure.ts';
import { readAnswer } from './read-answer.ts';

/** One question whose answer has a known shape. */
export interface Question<S extends GenericSchema> {
  /** Rules for the model; kept in Anthropic's cache, so it should stay the same from call to call. */
  system: string;
  /** What to read. Untrusted text belongs here, fenced, and never into `system`. */
  content: ContentBlockParam[];
  /** JSON schema that the API holds the answer to. */
  jsonSchema: Record<string, unknown>;
  /** Checks what the JSON schema can't say. */
  shape: S;
}

/** Why there is no answer. `usage` is there when the model did work that is billed. */
export type ClaudeFailure =
  | { kind: 'refused'; usage: TokenUsage; model: string; category: string | null }
  /** The answer was longer than `max_tokens`, or the prompt longer than the model's window. */
  | { kind: 'cut-off'; usage: TokenUsage; model: string }
  | { kind: 'nonsense'; usage: TokenUsage; model: string; problem: string }
  | { kind: 'overloaded'; status: number }
  | { kind: 'unavailable'; reason: 'timeout' | 'network' | 'status'; status?: number }
  /** Our request was not accepted: unknown model, bad image, too large. */
  | { kind: 'rejected'; status: number; problem: string }
  | { kind: 'no-key' }
  | { kind: 'key-rejected'; reason: 'invalid' | 'forbidden' | 'unpaid' }
  | { kind: 'budget-spent'; spentMicros: number; budgetMicros: number; resetsAt: Date };

export type ClaudeResult<Value> =
  | { kind: 'answer'; value: Value; usage: TokenUsage; model: string }
  | ClaudeFailure;

export interface Claude {
  model: string;
  /** Asks once, and once more after a short pause if Claude was busy or the line broke. Never throws for what Claude does. */
  ask<S extends GenericSchema>(question: Question<S>): Promise<ClaudeResult<InferOutput<S>>>;
}

export interface ClaudeOptions {
  outside: Pick<Outside, 'fetch' | 'sleep'>;
  /** A guild's own key; without it the installation's is used. */
  apiKey?: string | null;
  /** For one attempt in milliseconds; a person is waiting. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 45_000;
const PAUSE_MS = 700;

/** Opens Claude; the SDK is loaded at the first question, because evaluating it takes tens of milliseconds. */
export function createClaude(config: Config['anthropic'], options: ClaudeOptions): Claude {
  const { fetch: doFetch, sleep } = options.outside;
  const apiKey = (options.apiKey || config.apiKey)?.trim();
  const { model } = config;

  return { model, ask };

  async function ask<S extends GenericSchema>(question: Question<S>): Promise<ClaudeResult<InferOutput<S>>> {
    if (!apiKey) return { kind: 'no-key' };
    // What can't stand in a header is no key, and fetch would name it in its error.
    if (/[^\x21-\x7e]/.test(apiKey)) return { kind: 'key-rejected', reason: 'invalid' };
    const first = await attempt(question, apiKey);
    if (!isPassing(first)) return first;
    await sleep(PAUSE_MS);
    return attempt(question, apiKey);
  }

  async function attempt<S extends GenericSchema>(
    question: Question<S>,
    key: string,
  ): Promise<ClaudeResult<InferOutput<S>>> {
    const sdk = await import('./sdk.ts');
    const client = new sdk.BaseAnthropic({
      apiKey: key,
      authToken: null,
      baseURL: config.baseUrl ?? 'https://api.anthropic.com',
      timeout: options.timeoutMs ?? TIMEOUT_MS,
      maxRetries: 0,
      // Its debug level writes whole requests to the console.
      logLevel: 'off',
      fetch: (input, init) => doFetch(input, init),
    });
    let message: Message;
    try {
      message = await new sdk.Messages(client).create({
        model,
        max_tokens: config.maxTokens,
        system: [{ type: 'text', text: question.system, cache_control: { type: 'ephemeral' } }],
        messages: [{ role: 'user', content: question.content }],
        // Sorting messages takes little thought, and thinking counts as output.
        output_config: { effort: 'low', format: { type: 'json_schema', schema: question.jsonSchema } },
      });
    } catch (error) {
      return failureFrom(error, sdk, key);
    }
    return readAnswer(message, question.shape);
  }
}

/** Worth one more try at once. A timeout is not: the person has waited long enough. */
function isPassing(result: ClaudeResult<unknown>): boolean {
  return result.kind === 'overloaded' || (result.kind === 'unavailable' && result.reason !== 'timeout');
}
