import type { Message, Usage } from '@anthropic-ai/sdk/resources/messages/messages';
import * as v from 'valibot';
import type { ClaudeResult } from './claude.ts';
import type { TokenUsage } from './cost.ts';

/** Turns Claude's message into a checked value. Looks at `stop_reason` first: a refusal or a cut breaks the JSON. */
export function readAnswer<S extends v.GenericSchema>(
  message: Message,
  shape: S,
): ClaudeResult<v.InferOutput<S>> {
  const usage = tokenUsage(message.usage);
  const { model } = message;
  if (message.stop_reason === 'refusal') {
    return { kind: 'refused', usage, model, category: message.stop_details?.category ?? null };
  }
  if (message.stop_reason === 'max_tokens' || message.stop_reason === 'model_context_window_exceeded') {
    return { kind: 'cut-off', usage, model };
  }
  let value: unknown;
  try {
    value = contentOf(message);
  } catch {
    return { kind: 'nonsense', usage, model, problem: 'the answer is not JSON' };
  }
  const parsed = v.safeParse(shape, value);
  if (parsed.success) return { kind: 'answer', value: parsed.output, usage, model };
  const [issue] = parsed.issues;
  return { kind: 'nonsense', usage, model, problem: `${v.getDotPath(issue) ?? 'answer'}: ${issue.message}` };
}

/** The answer as JSON text, bare or fenced as models write it, or as a tool's input where a proxy made it one. */
function contentOf({ content }: Message): unknown {
  const blocks = Array.isArray(content) ? content : [];
  const tool = blocks.find((block) => block.type === 'tool_use');
  if (tool) return tool.input;
  const text = blocks.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
  return JSON.parse(/^\s*```(?:json)?\s(.*)```\s*$/s.exec(text)?.[1] ?? text);
}

function tokenUsage(usage: Usage | undefined): TokenUsage {
  return {
    inputTokens: usage?.input_tokens ?? 0,
    outputTokens: usage?.output_tokens ?? 0,
    cacheReadTokens: usage?.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage?.cache_creation_input_tokens ?? 0,
  };
}
