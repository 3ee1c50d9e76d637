import { inertMentions, truncate } from '../../../discord/text.ts';
import { findKind, type RecordKind, TITLE_MAX_LENGTH } from '../kinds.ts';
import type { ConversationMessage, Evidence, Suggestion } from '../suggestion.ts';
import { priorityIn, quantityIn, type Sign, sentencesOf, signsOf } from './keyword-signs.ts';
import { type KnownMachine, mentionsOf } from './machine-list.ts';

/** How far before the target people may still be talking of the same thing. */
const RELATED_MS = 30 * 60_000;
const RELATED_MESSAGES = 10;
/** Parents first, so that positions need no sorting. */
const ORDER: readonly Sign[] = ['problem', 'log', 'part'];

interface Hit {
  sign: Sign;
  message: ConversationMessage;
  sentence: string;
}

/**
 * Suggests up to one record of each kind by keywords alone: the same conversation always gives the same suggestions.
 * Everything it fills in is quoted, and what it can't tell it leaves blank.
 */
export function suggestByRules(
  conversation: readonly ConversationMessage[],
  machines: readonly KnownMachine[],
): Suggestion[] {
  const target = conversation.find((message) => message.isTarget);
  if (!target) return [];
  const related = relatedMessages(conversation, target, machines);
  const hits = new Map<Sign, Hit>();
  for (const message of [target, ...related]) {
    const found = hitsIn(message);
    // Once something is found, older messages only add what it hangs on: the problem behind a part.
    const wanted = hits.size === 0 ? found : found.filter(({ sign }) => isParentOf(sign, hits));
    for (const hit of wanted) if (!hits.has(hit.sign)) hits.set(hit.sign, hit);
  }
  const [problem, log] = [hits.get('problem'), hits.get('log')];
  if (problem && log && isAfter(log, problem)) hits.delete('problem');

  const suggestions: Suggestion[] = [];
  for (const sign of ORDER) {
    const hit = hits.get(sign);
    const kind = hit && findKind(hit.sign);
    if (!hit || !kind) continue;
    const parent = suggestions.findIndex((each) => each.kind === kind.parentKind);
    suggestions.push({
      ...describe(kind, hit, [hit.message, target, ...related], machines),
      parentPosition: parent < 0 ? undefined : parent + 1,
    });
  }
  return suggestions;
}

/** What the target answers to, then what was said shortly before; nothing that is about another machine. */
function relatedMessages(
  conversation: readonly ConversationMessage[],
  target: ConversationMessage,
  machines: readonly KnownMachine[],
): ConversationMessage[] {
  const byId = new Map(conversation.map((message) => [message.id, message]));
  const chain: ConversationMessage[] = [];
  for (
    let next = byId.get(target.repliesTo ?? '');
    next && next !== target && !chain.includes(next);
    next = byId.get(next.repliesTo ?? '')
  ) {
    chain.push(next);
  }
  const at = Date.parse(target.postedAt);
  const before = conversation
    .slice(0, conversation.indexOf(target))
    .filter((message) => !chain.includes(message) && at - Date.parse(message.postedAt) <= RELATED_MS)
    .slice(-RELATED_MESSAGES)
    .reverse();
  const topic = mentionsOf(target.text, machines)[0]?.machine.id;
  return [...chain, ...before].filter((message) => {
    const named = mentionsOf(message.text, machines);
    return topic === undefined || named.length === 0 || named.some(({ machine }) => machine.id === topic);
  });
}

function hitsIn(message: ConversationMessage): Hit[] {
  return sentencesOf(message.text).flatMap((sentence) =>
    signsOf(sentence).map((sign) => ({ sign, message, sentence })),
  );
}

const isParentOf = (sign: Sign, hits: ReadonlyMap<Sign, Hit>): boolean =>
  [...hits.keys()].some((child) => findKind(child)?.parentKind === sign);

/** Work told after the trouble in the same message has mended it, as far as rules can tell. */
function isAfter(log: Hit, problem: Hit): boolean {
  const { text } = problem.message;
  return log.message === problem.message && text.indexOf(log.sentence) > text.indexOf(problem.sentence);
}

function describe(
  kind: RecordKind,
  hit: Hit,
  context: readonly ConversationMessage[],
  machines: readonly KnownMachine[],
): Suggestion {
  const { message, sentence } = hit;
  const evidence: Evidence[] = [quoted('title', message, sentence)];
  const fields: Record<string, string> = {};
  const fill = (name: string, value: string, quote: string) => {
    const field = kind.fields.find((each) => each.name === name);
    if (!field || (field.choices && !field.choices.includes(value))) return;
    fields[name] = truncate(inertMentions(value), field.maxLength);
    evidence.push(quoted(name, message, quote));
  };
  const whole = message.text.trim();
  if (whole !== sentence) fill('details', whole, whole);
  const priority = priorityIn(whole);
  if (priority) fill('priority', priority.value, priority.quote);
  const quantity = quantityIn(sentence);
  if (quantity) fill('quantity', quantity.value, quantity.quote);
  const self = /\b(?:I|I['’]ve)\b/.exec(sentence)?.[0];
  if (self) fill('worker', message.authorName, sentence);

  const machine = machineOf(sentence, context, machines);
  if (machine) evidence.push(quoted('machine', machine.message, machine.quote));
  return {
    kind: kind.name,
    title: truncate(inertMentions(sentence.replace(/\s+/g, ' ')), TITLE_MAX_LENGTH),
    fields,
    machineId: machine?.id,
    evidence,
    warnings: [],
    parentPosition: undefined,
  };
}

/** The first message that names exactly one machine, nearest first; two in one sentence are nobody's guess. */
function machineOf(
  sentence: string,
  context: readonly ConversationMessage[],
  machines: readonly KnownMachine[],
): { id: string; quote: string; message: ConversationMessage } | undefined {
  const [origin] = context;
  const places = [
    ...(origin ? [{ text: sentence, message: origin }] : []),
    ...context.map((message) => ({ text: message.text, message })),
  ];
  for (const { text, message } of places) {
    const named = mentionsOf(text, machines);
    const ids = new Set(named.map(({ machine }) => machine.id));
    const [first] = named;
    if (first && ids.size === 1) return { id: first.machine.id, quote: first.quote, message };
    if (ids.size > 1) return undefined;
  }
  return undefined;
}

/** Long enough to find the place again, short enough to be shown. */
const QUOTE_MAX = 300;

function quoted(field: string, message: ConversationMessage, quote: string): Evidence {
  return { field, messageId: message.id, quote: truncate(quote, QUOTE_MAX, '').trim() };
}
