import type { MessagesRequest } from './request.ts';

const CHARACTERS_A_TOKEN = 4;
/** About what a picture of a phone costs after Anthropic has scaled it. */
const IMAGE_TOKENS = 1_500;
const CACHE_MS = 5 * 60_000;
/** Shorter prompts are not cached. */
const CACHE_MIN_TOKENS = 512;

export const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_A_TOKEN);

/** Counts tokens roughly as the API reports them, with a cache of system prompts that lasts five minutes. */
export function createUsageCounter(now: () => number) {
  const cachedUntil = new Map<string, number>();
  return (request: MessagesRequest, answer: string) => {
    const system = tokensOf(request.system);
    const cacheable = request.cached && system >= CACHE_MIN_TOKENS;
    const hit = cacheable && (cachedUntil.get(request.system) ?? 0) > now();
    if (cacheable) cachedUntil.set(request.system, now() + CACHE_MS);
    const rest = request.texts.reduce(
      (sum, text) => sum + tokensOf(text),
      request.images.length * IMAGE_TOKENS,
    );
    const written = cacheable && !hit ? system : 0;
    return {
      input_tokens: rest + (cacheable ? 0 : system),
      cache_creation_input_tokens: written,
      cache_read_input_tokens: hit ? system : 0,
      cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      output_tokens: tokensOf(answer),
      output_tokens_details: { thinking_tokens: 0 },
      server_tool_use: null,
      service_tier: 'standard',
      inference_geo: null,
      speed: null,
    };
  };
}
