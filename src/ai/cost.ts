import { LONG_PROMPT_TOKENS, modelPrice } from './prices.ts';

/** Tokens of one request; the four kinds do not overlap. */
export interface TokenUsage {
  inputTokens: number;
  /** Includes what the model thought before it answered. */
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

export const NO_USAGE: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

/** What a request cost in millionths of a US dollar, rounded up. */
export function costMicros(model: string, usage: TokenUsage): number {
  const { price } = modelPrice(model);
  const prompt = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const rate = prompt > LONG_PROMPT_TOKENS ? (price.longPrompt ?? price) : price;
  const exact =
    usage.inputTokens * rate.input +
    usage.outputTokens * rate.output +
    usage.cacheReadTokens * rate.cacheRead +
    usage.cacheWriteTokens * rate.cacheWrite;
  // Binary fractions turn 30.0 into 30.000000000000004; a billionth of a micro-dollar is nobody's loss.
  return Math.max(0, Math.ceil(exact - 1e-9));
}

/** Millionths of a dollar for people: cents from ten cents on, below that as many digits as say something. */
export function formatDollars(micros: number): string {
  const dollars = micros / 1_000_000;
  if (micros === 0 || dollars >= 0.1) return `$${dollars.toFixed(2)}`;
  return dollars < 0.0001 ? 'less than $0.0001' : `$${dollars.toFixed(4)}`;
}
