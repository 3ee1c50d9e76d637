import { inertMentions, truncate } from '../../../discord/text.ts';
import { findKind, type RecordKind, TITLE_MAX_LENGTH } from '../kinds.ts';
import type { ConversationMessage, Evidence, Suggestion } from '../suggestion.ts';
import { pointsBack, priorityIn, quantityIn, type Sign, sentencesOf, signsOf } from './keyword-signs.ts';
import { type KnownMachine, mentionsOf } from './machine-list.ts';
import { answeredBy, saidBefore } from './related-messages.ts';

type Conversation = readonly ConversationMessage[];

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
export function suggestByRules(conversation: Conversation, machines: readonly KnownMachine[]): Suggestion[] {
  const hits = findHits(conversation, machines);
  const suggestions: Suggestion[] = [];
  for (const sign of ORDER) {
    const hit = hits.get(sign);
    const kind = hit && findKind(hit.sign);
    if (!hit || !kind) continue;
    const parent = suggestions.findIndex((each) => each.kind === kind.parentKind);
    suggestions.push({
      ...describe(kind, hit, machineOf(hit, conversation, machines)),
      parentPosition: parent < 0 ? undefined : parent + 1,
    });
  }
  return suggestions;
}

/**
 * The target's own signs; if it has none, those of what it answers, or of what it points back to. Then only what these
 * hang on is looked for further back: the problem behind a part, unless it is about another machine.
 */
function findHits(conversation: Conversation, machines: readonly KnownMachine[]): ReadonlyMap<Sign, Hit> {
  const hits = new Map<Sign, Hit>();
  const target = conversation.find((message) => message.isTarget);
  if (!target) return hits;
  const answered = answeredBy(conversation, target);
  const before = saidBefore(conversation, target).filter((message) => !answered.includes(message));
  const topic = mentionsOf(target.text, machines)[0]?.machine.id;
  const isOnTopic = ({ text }: ConversationMessage) => {
    const named = mentionsOf(text, machines);
    return topic === undefined || named.length === 0 || named.some(({ machine }) => machine.id === topic);
  };
  const isPointing = pointsBack(target.text);
  for (const message of [target, ...answered, ...before]) {
    if (!isOnTopic(message)) continue;
    const isOpen = hits.size === 0 && (isPointing || !before.includes(message));
    const wanted = hitsIn(message).filter(({ sign }) => isOpen || isParentOf(sign, hits));
    for (const hit of wanted) if (!hits.has(hit.sign)) hits.set(hit.sign, hit);
  }
  return hits;
}

/** The signs of one message, without trouble that the same message goes on to mend. */
function hitsIn(message: ConversationMessage): Hit[] {
  const hits = sentencesOf(message.text).flatMap((sentence) =>
    signsOf(sentence).map((sign) => ({ sign, message, sentence })),
  );
  const mended = hits.findLastIndex(({ sign }) => sign === 'log');
  return hits.filter(({ sign }, index) => sign !== 'problem' || index > mended);
}

const isParentOf = (sign: Sign, hits: ReadonlyMap<Sign, Hit>): boolean =>
  [...hits.keys()].some((child) => findKind(child)?.parentKind === sign);

function describe(kind: RecordKind, hit: Hit, machine: MachineFound | undefined): Suggestion {
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

  if (machine) evidence.push(quoted('machine', machine.message, machine.quote));
  return {
    kind: kind.name,
    title: truncate(inertMentions(sentence.replace(/\s+/g, ' ').replace(/\.$/, '')), TITLE_MAX_LENGTH),
    fields,
    machineId: machine?.id,
    evidence,
    warnings: [],
    parentPosition: undefined,
  };
}

interface MachineFound {
  id: string;
  quote: string;
  message: ConversationMessage;
}

/**
 * From the nearest words that name a machine: the sentence, its message, what that answers, what came before.
 * Two in one place are nobody's guess.
 */
function machineOf(
  { sentence, message }: Hit,
  conversation: Conversation,
  machines: readonly KnownMachine[],
): MachineFound | undefined {
  const places = [
    { text: sentence, message },
    ...[message, ...answeredBy(conversation, message), ...saidBefore(conversation, message)].map((each) => ({
      text: each.text,
      message: each,
    })),
  ];
  for (const place of places) {
    const named = mentionsOf(place.text, machines);
    const [first] = named;
    if (!first) continue;
    const isOne = named.every(({ machine }) => machine.id === first.machine.id);
    return isOne ? { id: first.machine.id, quote: first.quote, message: place.message } : undefined;
  }
  return undefined;
}

/** Long enough to find the place again, short enough to be shown. */
const QUOTE_MAX = 300;

function quoted(field: string, message: ConversationMessage, quote: string): Evidence {
  return { field, messageId: message.id, quote: truncate(quote, QUOTE_MAX, '').trim() };
}
