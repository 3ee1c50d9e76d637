/** US dollars per million tokens, which is the same number as millionths of a dollar per token. */
export interface TokenPrices {
  input: number;
  output: number;
  cacheRead: number;
  /** Written into the cache for five minutes. */
  cacheWrite: number;
}

export interface ModelPrice extends TokenPrices {
  /** Used instead of the above when the whole prompt is longer than `LONG_PROMPT_TOKENS`. */
  longPrompt?: TokenPrices;
}

export const LONG_PROMPT_TOKENS = 100_000;

/**
 * List prices of 20 November 2026. Cache prices are a tenth of input to read and 1.25 times to write, as published for
 * Haiku 5.5; for the other models and for long prompts that ratio is taken over.
 * @see https://platform.claude.com/docs/en/about-claude/pricing
 */
const PRICES: Record<string, ModelPrice> = {
  'claude-haiku-5-5': { ...price(0.1, 0.5), longPrompt: price(0.5, 2.5) },
  'claude-sonnet-5-5': price(2, 10),
  'claude-opus-5-5': price(4, 20),
  'claude-fable-5-1': price(10, 50),
};

/** What a model costs. A model that is not in the table is counted at the highest price, so that no budget is overrun unseen. */
export function modelPrice(model: string): { price: ModelPrice; known: boolean } {
  const name = Object.keys(PRICES).find((known) => model === known || model.startsWith(`${known}-`));
  const price = name === undefined ? undefined : PRICES[name];
  return price ? { price, known: true } : { price: highest(), known: false };
}

function price(input: number, output: number): TokenPrices {
  return { input, output, cacheRead: input * 0.1, cacheWrite: input * 1.25 };
}

function highest(): ModelPrice {
  const [first, ...rest] = Object.values(PRICES);
  return rest.reduce((most, each) => (each.output > most.output ? each : most), first ?? price(10, 50));
}
