import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readAnthropic } from '../src/core/env.ts';
import { nothing } from './eval/conversations/nothing.ts';
import { parts } from './eval/conversations/parts.ts';
import { problems } from './eval/conversations/problems.ts';
import { several } from './eval/conversations/several.ts';
import { work } from './eval/conversations/work.ts';
import { type LabelledConversation, matterOf } from './eval/labelled.ts';
import { modelReader, type Reader, readAll, rulesReader } from './eval/readers.ts';
import { replay, reportReplay } from './eval/replay.ts';
import { report } from './eval/report.ts';
import { type Score, score } from './eval/score.ts';
import { loadStored } from './eval/stored.ts';
import { startLocalClaude } from './local/claude.ts';
import { readVariables, type Variables } from './variables.ts';

const help = `Scores how well a model finds records in labelled conversations, with the product's own prompt and checks.

  npm run eval                                      the model that is set, beside the keyword rules
  npm run eval -- --model claude-sonnet-5-5         another one; several with commas stand side by side
  npm run eval -- --only flipper,smoke              conversations whose name holds one of the words
  npm run eval -- --out FILE                        scores as JSON too

Or, before a server is moved to another model, reads the conversations again that it has stored, without writing anything:

  npm run eval -- --stored 50 --guild ID --model claude-sonnet-5-5
                          what would change, field by field, and what it would cost, against the model that is set;
                          two models with a comma are compared with each other. Needs DATABASE_URL.

Uses ANTHROPIC_API_KEY from the environment or .dev.vars, and asks each model once per conversation, four at a time.
Without a key the local stand-in answers, which is no model: that shows that everything works and says nothing of Claude.`;

export const conversations: readonly LabelledConversation[] = [
  ...problems,
  ...work,
  ...parts,
  ...several,
  ...nothing,
];

/** Scores the readers, one after the other, over the same conversations. */
async function evaluate(
  readers: readonly Reader[],
  chosen: readonly LabelledConversation[],
): Promise<Score[]> {
  const scores: Score[] = [];
  for (const reader of readers) {
    scores.push(score(reader, chosen, await readAll(reader, chosen.map(matterOf))));
  }
  return scores;
}

const words = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Whole conversations, which come from the database in one answer. */
const MOST_STORED = 500;

interface Options {
  model?: string;
  only?: string;
  stored?: string;
  guild?: string;
}

/** Chooses what is read and by whom, and gives the report with its numbers; or says what is wrong with the call. */
async function run(
  options: Options,
  variables: Variables,
  readerOf: (model: string) => Reader,
): Promise<{ report: string; numbers: object } | { wrong: string }> {
  const set = readAnthropic(variables).model;
  const models = words(options.model);
  if (options.stored === undefined) {
    const only = words(options.only);
    const chosen = conversations.filter(
      ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
    );
    if (chosen.length === 0) {
      const all = conversations.map(({ name, tests }) => `  ${name.padEnd(24)}${tests}`);
      return { wrong: [`No conversation's name holds ${only.join(' or ')}. There are:`, ...all].join('\n') };
    }
    const scores = await evaluate(
      [...(models.length > 0 ? models : [set]).map(readerOf), rulesReader],
      chosen,
    );
    return { report: report(scores, chosen.length), numbers: scores };
  }
  const count = Number(options.stored);
  const [before, after] = models.length === 1 ? [set, ...models] : models;
  const isCount = Number.isInteger(count) && count > 0 && count <= MOST_STORED;
  if (!(isCount && options.guild && before && after && models.length < 3)) {
    return {
      wrong: `--stored takes how many conversations, ${MOST_STORED} at most, and needs --guild ID and --model with the model to compare with the one that is set, or with two.`,
    };
  }
  if (!variables.DATABASE_URL) {
    return { wrong: 'DATABASE_URL is missing: stored conversations are in the database.' };
  }
  const address = { url: variables.DATABASE_URL, httpUrl: variables.DATABASE_HTTP_URL };
  const stored = await loadStored(address, options.guild, count);
  if (stored.length === 0) return { wrong: `Nothing was read in the server ${options.guild} yet.` };
  const replayed = await replay(stored, readerOf(before), readerOf(after));
  return { report: reportReplay(replayed), numbers: replayed };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      model: { type: 'string' },
      only: { type: 'string' },
      stored: { type: 'string' },
      guild: { type: 'string' },
      out: { type: 'string' },
    },
  });
  if (values.help) return console.log(help);
  const variables = readVariables();
  const standIn = variables.ANTHROPIC_API_KEY ? undefined : await startLocalClaude();
  if (standIn) {
    console.error('ANTHROPIC_API_KEY is not set: the local stand-in answers, which is no model.\n');
  }
  try {
    const set = readAnthropic(variables);
    const config = standIn ? { ...set, apiKey: standIn.apiKey, baseUrl: standIn.url } : set;
    const result = await run(values, variables, (model) =>
      modelReader(config, model, standIn ? `${model} (stand-in)` : model),
    );
    if ('wrong' in result) {
      console.error(result.wrong);
      process.exitCode = 1;
      return;
    }
    console.log(result.report);
    if (values.out) writeFileSync(values.out, `${JSON.stringify(result.numbers, null, 2)}\n`);
  } finally {
    await standIn?.close();
  }
}

if (import.meta.main) await main();
