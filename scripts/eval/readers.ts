import { type ClaudeFailure, createClaude } from '../../src/ai/claude.ts';
import { costMicros } from '../../src/ai/cost.ts';
import { modelPrice } from '../../src/ai/prices.ts';
import type { Config } from '../../src/core/env.ts';
import { platform } from '../../src/core/outside.ts';
import { checkAnswer } from '../../src/features/records/suggest/check-answer.ts';
import { type KnownMachine, listMachines } from '../../src/features/records/suggest/machine-list.ts';
import { recordQuestion } from '../../src/features/records/suggest/record-question.ts';
import { suggestByRules } from '../../src/features/records/suggest/rules.ts';
import type { ConversationMessage, Suggestion } from '../../src/features/records/suggestion.ts';

/** What is to be read. */
export interface ReadingMatter {
  conversation: readonly ConversationMessage[];
  /** Those of the guild. */
  machines: readonly KnownMachine[];
}

/** What a reader made of one conversation. */
export interface Reading {
  /** As a person would see them: checked, with what was not proven left blank. */
  suggestions: readonly Suggestion[];
  /** How many of its suggestions were not even shown. */
  dropped: number;
  /** Why there is no answer; then there are no suggestions. */
  failure?: ClaudeFailure['kind'];
  /** Millionths of a US dollar; failures can cost too. */
  costMicros: number;
  ms: number;
}

export interface Reader {
  /** As the tables call it: a model's id, or `rules`. */
  name: string;
  /** Whether its list price is known; if not, it is counted as the most expensive model. */
  isPriceKnown: boolean;
  read: (matter: ReadingMatter) => Promise<Reading>;
}

/** Reads as the product does: the same prompt, the same schema, the same check of what comes back. */
export function modelReader(config: Config['anthropic'], model: string, name = model): Reader {
  const claude = createClaude({ ...config, model }, { outside: platform });
  return {
    name,
    isPriceKnown: modelPrice(model).known,
    read: async ({ conversation, machines: known }) => {
      const machines = listMachines(known, conversation.map(({ text }) => text).join('\n'));
      const start = performance.now();
      const result = await claude.ask(recordQuestion(conversation, machines, []));
      const spent = {
        costMicros: 'usage' in result ? costMicros(model, result.usage) : 0,
        ms: performance.now() - start,
      };
      if (result.kind !== 'answer') return { suggestions: [], dropped: 0, failure: result.kind, ...spent };
      const { suggestions, dropped } = checkAnswer(result.value.suggestions, {
        conversation,
        machines,
        pictured: new Set(),
      });
      return { suggestions, dropped: dropped.length, ...spent };
    },
  };
}

/** The keyword rules that step in when no model answers: what a model has to be better than. */
export const rulesReader: Reader = {
  name: 'rules',
  isPriceKnown: true,
  read: async ({ conversation, machines }) => {
    const start = performance.now();
    const suggestions = suggestByRules(conversation, machines);
    return { suggestions, dropped: 0, costMicros: 0, ms: performance.now() - start };
  },
};

/** Questions on their way at the same time; Anthropic limits a new account to about fifty a minute. */
const AT_ONCE = 4;

export async function readAll(reader: Reader, matters: readonly ReadingMatter[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (let from = 0; from < matters.length; from += AT_ONCE) {
    readings.push(...(await Promise.all(matters.slice(from, from + AT_ONCE).map(reader.read))));
  }
  return readings;
}

export const priceUnknown = (reader: string): string =>
  `The price of ${reader} is not known here; it was counted as that of the most expensive model.`;
