import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readAnthropic } from '../src/core/env.ts';
import { nothing } from './eval/conversations/nothing.ts';
import { parts } from './eval/conversations/parts.ts';
import { problems } from './eval/conversations/problems.ts';
import { several } from './eval/conversations/several.ts';
import { work } from './eval/conversations/work.ts';
import type { LabelledConversation } from './eval/labelled.ts';
import { modelReader, type Reader, type Reading, rulesReader } from './eval/readers.ts';
import { report } from './eval/report.ts';
import { type Score, score } from './eval/score.ts';
import { startLocalClaude } from './local/claude.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Scores how well a model finds records in labelled conversations, with the product's own prompt and checks.

  npm run eval                                      the model that is set, beside the keyword rules
  npm run eval -- --model claude-sonnet-5-5         another one; several with commas stand side by side
  npm run eval -- --only flipper,smoke              conversations whose name holds one of the words
  npm run eval -- --out FILE                        scores as JSON too

Uses ANTHROPIC_API_KEY from the environment or .dev.vars, and asks each model once per conversation, four at a time.
Without a key the local stand-in answers, which is no model: that shows that everything works and says nothing of Claude.`;

export const conversations: readonly LabelledConversation[] = [
  ...problems,
  ...work,
  ...parts,
  ...several,
  ...nothing,
];

/** Questions on their way at the same time; Anthropic limits a new account to about fifty a minute. */
const AT_ONCE = 4;

async function readAll(reader: Reader, chosen: readonly LabelledConversation[]): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    readings.push(
      ...(await Promise.all(chosen.slice(from, from + AT_ONCE).map((each) => reader.read(each)))),
    );
  }
  return readings;
}

/** Scores the models and, last, the rules. Without a key the local stand-in is started and ended again. */
async function evaluate(
  variables: Variables,
  models: readonly string[],
  chosen: readonly LabelledConversation[],
): Promise<Score[]> {
  const standIn = variables.ANTHROPIC_API_KEY ? undefined : await startLocalClaude();
  try {
    const set = readAnthropic(variables);
    const config = standIn ? { ...set, apiKey: standIn.apiKey, baseUrl: standIn.url } : set;
    const names = models.length > 0 ? models : [config.model];
    const readers = names.map((name) => modelReader(config, name, standIn ? `${name} (stand-in)` : name));
    const scores: Score[] = [];
    for (const reader of [...readers, rulesReader]) {
      scores.push(score(reader, chosen, await readAll(reader, chosen)));
    }
    return scores;
  } finally {
    await standIn?.close();
  }
}

const words = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      model: { type: 'string' },
      only: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (values.help) return console.log(help);
  const only = words(values.only);
  const chosen = conversations.filter(
    ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
  );
  if (chosen.length === 0) {
    console.error(`No conversation's name holds ${only.join(' or ')}. There are:`);
    for (const { name, tests } of conversations) console.error(`  ${name.padEnd(24)}${tests}`);
    process.exitCode = 1;
    return;
  }
  const variables = readVariables();
  if (!variables.ANTHROPIC_API_KEY) {
    console.error('ANTHROPIC_API_KEY is not set: the local stand-in answers, which is no model.\n');
  }
  const scores = await evaluate(variables, words(values.model), chosen);
  console.log(report(scores, chosen.length));
  if (values.out) writeFileSync(values.out, `${JSON.stringify(scores, null, 2)}\n`);
}

if (import.meta.main) await main();
