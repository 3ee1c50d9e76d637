import type { APIEmbed, APIEmbedField } from 'discord-api-types/v10';
import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { EMBED_LIMITS, MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { fitEmbed, lengthOf, messageLink, timestamp, truncate } from '../../../discord/text.ts';
import {
  currentSuggestion,
  isEdited,
  type Review,
  type ReviewSuggestion,
  sourceMessages,
  suggestionAt,
  type Viewer,
} from '../review.ts';
import { recordMention } from './record-mention.ts';
import { inert, kindOf } from './record-message.ts';
import { byHandButtons, decisionButtons, dismissButton } from './review-buttons.ts';
import { summaryMessage } from './review-summary.ts';

/** A review as one person sees it: the next suggestion, the way to fill one in by hand, or what came of it. */
export function reviewMessage(review: Review, viewer: Viewer, notice?: string): OutgoingMessage {
  if (review.analysis.state !== 'reviewing') return summaryMessage(review, viewer, notice);
  const suggestion = currentSuggestion(review);
  if (!suggestion) return emptyReview(review, viewer, notice);
  const byHand = review.analysis.mode === 'rules' ? [byHandButtons(review.analysis.id)] : [];
  return {
    content: lines([
      notice,
      `**${suggestion.position}/${review.suggestions.length}** · Check this, change what is wrong, then decide.`,
      ...aboutReview(review, viewer),
      ...(byHand.length > 0 ? ['-# The lower buttons let you fill one in by hand.'] : []),
    ]),
    embeds: [suggestionEmbed(review, suggestion, viewer)],
    components: [decisionButtons(review, suggestion), ...byHand],
  };
}

function emptyReview(review: Review, viewer: Viewer, notice: string | undefined): OutgoingMessage {
  const nothing =
    review.suggestions.length === 0 ? 'Nothing to record was found in this message.' : 'Nothing waits here.';
  return {
    content: lines([
      notice,
      `${nothing} You can fill in a record by hand; the message is kept with it.`,
      ...aboutReview(review, viewer),
    ]),
    embeds: [],
    components: [byHandButtons(review.analysis.id), dismissButton(review.analysis.id)],
  };
}

function aboutReview({ analysis }: Review, viewer: Viewer): string[] {
  const started =
    analysis.requestedBy === viewer.actor
      ? []
      : [
          `-# ${inert(analysis.requestedByName)} started this ${timestamp(analysis.createdAt, 'R')}. You decide together.`,
        ];
  return [...started, ...analysis.notes.map((note) => `-# ${note}`)];
}

function suggestionEmbed(review: Review, suggestion: ReviewSuggestion, viewer: Viewer): APIEmbed {
  const kind = kindOf(suggestion.kind);
  const own = kind.fields.filter(({ name }) => name !== 'details' && suggestion.fields[name]);
  const fields: APIEmbedField[] = [
    { name: 'Machine', value: suggestion.machine ? inert(suggestion.machine.name) : 'None', inline: true },
    ...own.map(({ name, label }) => ({
      name: label,
      value: inert(suggestion.fields[name] ?? ''),
      inline: true,
    })),
    ...parentField(review, suggestion),
    ...saidField(review, suggestion),
    ...editedField(suggestion, viewer),
    ...listField(
      'Please check',
      suggestion.warnings.map((warning) => `⚠️ ${inert(warning)}`),
    ),
    ...similarField(review),
  ];
  const files = sourceMessages(review, suggestion).flatMap(({ attachments }) => attachments).length;
  return fitEmbed({
    title: `${kind.emoji} ${kind.title}: ${inert(suggestion.title)}`,
    ...(suggestion.fields.details ? { description: inert(suggestion.fields.details) } : {}),
    color: kind.color,
    fields,
    ...(files > 0
      ? { footer: { text: files === 1 ? '1 file is kept with it.' : `${files} files are kept with it.` } }
      : {}),
  });
}

function parentField(review: Review, { parentPosition }: ReviewSuggestion): APIEmbedField[] {
  const parent = parentPosition ? suggestionAt(review, parentPosition) : undefined;
  const record = parent?.recordId && review.records.find(({ id }) => id === parent.recordId);
  return record ? [{ name: 'Belongs to', value: recordMention(review.guildId, record) }] : [];
}

/** The words of the messages behind each field, each with a link to jump there. */
function saidField(review: Review, suggestion: ReviewSuggestion): APIEmbedField[] {
  const { conversation, channelId } = review.analysis;
  const said = suggestion.evidence.flatMap((item) => {
    if (isEdited(item)) return [];
    const message = conversation.find(({ id }) => id === item.messageId);
    const link = messageLink(review.guildId, message?.channelId ?? channelId, item.messageId);
    const author = message ? `${inert(message.authorName)}, ` : '';
    const words = truncate(item.quote.replace(/\s+/g, ' '), 120);
    const quote = words === '' ? 'in the picture' : `“${inert(words)}”`;
    return [`**${fieldLabel(suggestion.kind, item.field)}:** ${quote} (${author}[see](${link}))`];
  });
  return listField('What was said', said);
}

function editedField(suggestion: ReviewSuggestion, viewer: Viewer): APIEmbedField[] {
  const edited = suggestion.evidence.flatMap((item) => {
    if (!isEdited(item)) return [];
    const who = item.editedBy === viewer.actor ? 'you' : inert(item.editedByName);
    return [`**${fieldLabel(suggestion.kind, item.field)}:** edited by ${who}`];
  });
  return listField('Changed', edited);
}

function similarField({ similar, guildId }: Review): APIEmbedField[] {
  if (!similar) return [];
  const parts = [
    recordMention(guildId, similar),
    similar.status === 'closed' ? 'closed' : 'open',
    timestamp(similar.createdAt, 'R'),
  ];
  return [{ name: `Looks like #${similar.number}`, value: parts.join(' · ') }];
}

const fieldLabel = (kind: string, field: string): string =>
  kindOf(kind).fields.find(({ name }) => name === field)?.label ??
  (field === 'machine' ? 'Machine' : 'Title');

/** As many whole lines as a field takes. */
function listField(name: string, entries: readonly string[]): APIEmbedField[] {
  const kept: string[] = [];
  let length = 0;
  for (const entry of entries) {
    length += lengthOf(entry) + 1;
    if (length > EMBED_LIMITS.fieldValue) break;
    kept.push(entry);
  }
  return kept.length > 0 ? [{ name, value: kept.join('\n') }] : [];
}

const lines = (parts: (string | undefined)[]): string =>
  truncate(parts.filter((part) => part).join('\n'), MESSAGE_LIMITS.content);
