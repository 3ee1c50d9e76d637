import * as v from 'valibot';
import { inertMentions, truncate } from '../../../discord/text.ts';
import { findKind, type KindField, type RecordKind, TITLE_MAX_LENGTH } from '../kinds.ts';
import type { ConversationMessage, Evidence, Suggestion } from '../suggestion.ts';
import { AnswerItem, MAX_SUGGESTIONS } from './answer-schema.ts';
import { findQuote, isTelling } from './evidence.ts';
import { findMachine, type ListedMachine } from './machine-list.ts';
import { orderByParent } from './order-by-parent.ts';

export interface CheckedAnswer {
  suggestions: Suggestion[];
  /** Why something was left out, one entry for each; names only, for the log. */
  dropped: ('unknown kind' | 'malformed' | 'repeated' | 'too many')[];
}

export interface CheckInput {
  conversation: readonly ConversationMessage[];
  machines: readonly ListedMachine[];
  /** Messages whose pictures the model was shown. */
  pictured: ReadonlySet<string>;
}

/**
 * Everything that the model says passes through here: kinds and machines we know, values that are quoted, lengths that
 * fit, mentions that ping nobody. What fails is blanked with a warning, or dropped and counted; it never throws.
 */
export function checkAnswer(items: readonly unknown[], input: CheckInput): CheckedAnswer {
  const dropped: CheckedAnswer['dropped'] = [];
  const seen = new Set<string>();
  const kept: { item: AnswerItem; kind: RecordKind; position: number }[] = [];
  for (const [index, raw] of items.entries()) {
    const parsed = v.safeParse(AnswerItem, raw);
    const item = parsed.success ? parsed.output : undefined;
    const kind = item && findKind(item.kind);
    const key =
      item && JSON.stringify([item.kind, item.title.trim().toLowerCase(), item.machine, item.fields]);
    if (!item || !key) dropped.push('malformed');
    else if (!kind) dropped.push('unknown kind');
    else if (seen.has(key)) dropped.push('repeated');
    else if (kept.length === MAX_SUGGESTIONS) dropped.push('too many');
    else {
      seen.add(key);
      kept.push({ item, kind, position: index + 1 });
    }
  }
  const checked = kept.map(({ item, kind, position }) => ({
    ...checkItem(item, kind, input),
    position,
    dependsOn: item.depends_on ?? 0,
  }));
  return { suggestions: orderByParent(checked), dropped };
}

function checkItem(item: AnswerItem, kind: RecordKind, input: CheckInput): Suggestion {
  const warnings: string[] = [];
  const evidence: Evidence[] = [];
  const proven = (name: string, label: string, ...forms: string[]): boolean => {
    const proof = findProof(item, name, forms, input);
    if (!proof) {
      warnings.push(`${label} was left blank: the words it was taken from are not in the conversation.`);
      return false;
    }
    if (proof.quote === '') warnings.push(`${label} was read from a picture. Please check it.`);
    evidence.push(proof);
    return true;
  };

  const title = cleanTitle(item.title);
  const titleStands = title !== '' && proven('title', 'The title', title);

  let machineId: string | undefined;
  const said = item.machine?.trim() ?? '';
  if (said !== '') {
    const machine = findMachine(input.machines, said);
    if (!machine) warnings.push('The machine was left blank: it is not one of the machines listed here.');
    else if (proven('machine', 'The machine', machine.name, ...machine.aliases)) machineId = machine.id;
  }

  const fields: Record<string, string> = {};
  for (const field of kind.fields) {
    const given = Object.hasOwn(item.fields, field.name) ? item.fields[field.name] : undefined;
    const value = cleanValue(String(given ?? ''), field);
    if (value === '') continue;
    if (value === undefined) {
      warnings.push(`${field.label} was left blank: only ${(field.choices ?? []).join(', ')} can be chosen.`);
    } else if (proven(field.name, field.label, value)) fields[field.name] = value;
  }
  return {
    kind: kind.name,
    title: titleStands ? title : substituteTitle(kind, input.conversation),
    fields,
    machineId,
    evidence,
    warnings,
    parentPosition: undefined,
  };
}

/** The first entry whose quote stands in its message, or that points to a picture which the model was really shown. */
function findProof(
  item: AnswerItem,
  field: string,
  forms: readonly string[],
  { conversation, pictured }: CheckInput,
): Evidence | undefined {
  for (const entry of item.evidence) {
    if (entry.field !== field) continue;
    const message = conversation.find(({ id }) => id === entry.message_id);
    if (!message) continue;
    const quote = findQuote(message.text, entry.quote);
    if (quote !== undefined && isTelling(quote, forms)) {
      return { field, messageId: message.id, quote: truncate(quote, QUOTE_MAX, '') };
    }
    if (entry.seen_in === 'picture' && entry.quote.trim() === '' && pictured.has(message.id)) {
      return { field, messageId: message.id, quote: '' };
    }
  }
  return undefined;
}

/** Long enough to find the place again, short enough to be shown. */
const QUOTE_MAX = 300;

/** A record needs a title, so one that is not proven gives way to the target's own words. */
function substituteTitle(kind: RecordKind, conversation: readonly ConversationMessage[]): string {
  const words = cleanTitle(conversation.find(({ isTarget }) => isTarget)?.text ?? '');
  return words === '' ? kind.title : words;
}

function cleanTitle(text: string): string {
  return truncate(inertMentions(oneLine(text)), TITLE_MAX_LENGTH).trim();
}

/** The value as it may be stored; undefined when it is none of the field's choices. */
function cleanValue(text: string, field: KindField): string | undefined {
  if (field.choices) {
    const wanted = oneLine(text).toLowerCase();
    return wanted === '' ? '' : field.choices.find((choice) => choice.toLowerCase() === wanted);
  }
  const shaped = field.style === 'line' ? oneLine(text) : text.toWellFormed().trim();
  return truncate(inertMentions(shaped), field.maxLength).trim();
}

const oneLine = (text: string): string => text.toWellFormed().replace(/\s+/g, ' ').trim();
