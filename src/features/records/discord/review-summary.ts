import type { OutgoingMessage } from '../../../core/interactions/reply.ts';
import { MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { timestamp, truncate } from '../../../discord/text.ts';
import type { Decision } from '../actions/decide.ts';
import type { TouchedRecord, UndoResult } from '../actions/undo-review.ts';
import { type Review, type ReviewSuggestion, UNDO_MS, type Viewer } from '../review.ts';
import { recordMention } from './record-mention.ts';
import { inert, kindOf } from './record-message.ts';
import { undoAnywayButtons, undoButton } from './review-buttons.ts';

/** What came of a review that is over. */
export function summaryMessage(review: Review, viewer: Viewer, notice?: string): OutgoingMessage {
  const { analysis } = review;
  if (analysis.state !== 'finished') return plain(lines([notice, OVER[analysis.state]]));
  const until = new Date((analysis.finishedAt ?? analysis.createdAt).getTime() + UNDO_MS);
  const canUndo = viewer.now <= until;
  const made = review.suggestions.filter(({ state }) => state === 'confirmed');
  const skipped = review.suggestions.filter(({ state }) => state === 'skipped').length;
  const saved = made.length === 1 ? 'Saved 1 record' : `Saved ${made.length} records`;
  const content = lines([
    notice,
    `**${made.length === 0 ? 'Done' : saved}**`,
    ...review.suggestions.flatMap((suggestion) => outcomeLine(review, suggestion)),
    skipped > 0 ? `-# ${skipped} skipped.` : undefined,
    canUndo ? `-# Made a mistake? Undo works until ${timestamp(until, 't')}.` : undefined,
  ]);
  const undo = canUndo ? [undoButton(analysis.id)] : [];
  return { content: truncate(content, MESSAGE_LIMITS.content), embeds: [], components: undo };
}

function outcomeLine(review: Review, suggestion: ReviewSuggestion): string[] {
  const record = review.records.find(({ id }) => id === suggestion.recordId);
  if (!record) return [];
  const mention = recordMention(review.guildId, record);
  if (suggestion.state === 'merged') return [`➕ Added to ${mention}`];
  return [`${kindOf(record.kind).emoji} ${mention}`];
}

/** For somebody who asks for a message that is saved already. */
export const savedAlready = (review: Review, viewer: Viewer): string | undefined => {
  const { state, finishedAt, requestedBy, requestedByName, createdAt } = review.analysis;
  if (state !== 'finished') return undefined;
  const who = requestedBy === viewer.actor ? 'by you' : `by ${inert(requestedByName)}`;
  return `This message is already saved: ${who}, ${timestamp(finishedAt ?? createdAt, 'R')}.`;
};

/** Says in one or two lines what a decision came to. */
export function decisionNotice(decision: Decision, viewer: Viewer): string | undefined {
  const { review, suggestion, alsoSkipped } = decision;
  if (decision.kind === 'changed')
    return '⚠️ Somebody changed something here a moment ago. Look at it again, then decide.';
  const record = review.records.find(({ id }) => id === suggestion.recordId);
  const mention = record ? recordMention(review.guildId, record) : 'a record';
  if (decision.kind === 'late') {
    const who = suggestion.decidedBy === viewer.actor ? 'You' : inert(suggestion.decidedByName ?? 'Somebody');
    switch (suggestion.state) {
      case 'confirmed':
        return `⚠️ ${who} already saved this as ${mention}.`;
      case 'merged':
        return `⚠️ ${who} already added this to ${mention}.`;
      case 'skipped':
        return `⚠️ ${who} already skipped this.`;
      case 'pending':
        return '⚠️ This review is already over.';
    }
  }
  // After the last decision the summary lists what was kept anyway.
  const listed = review.analysis.state === 'finished';
  switch (suggestion.state) {
    case 'confirmed':
      return listed ? undefined : `✅ Saved as ${mention}.`;
    case 'merged':
      return listed ? undefined : `✅ Added to ${mention}.`;
    case 'skipped':
      return lines([
        // The summary counts what was skipped.
        listed && alsoSkipped.length === 0 ? undefined : `Skipped “${inert(suggestion.title)}”`,
        ...alsoSkipped.map(
          (child) =>
            `Also skipped the ${kindOf(child.kind).title.toLowerCase()} “${inert(child.title)}”, because it belongs to it`,
        ),
      ]);
    case 'pending':
      return undefined;
  }
}

export function undoMessage(result: UndoResult, viewer: Viewer): OutgoingMessage {
  const { review } = result;
  switch (result.kind) {
    case 'undone':
      return plain(
        lines([
          '**Undone**',
          ...result.removed.map(({ number, title }) => `Removed #${number} ${inert(title)}`),
          ...result.added.map((number) => `Took back what was added to #${number}`),
          'The message is free again: run **Add to records** on it whenever you like.',
        ]),
      );
    case 'ask':
      return {
        content: truncate(
          lines([
            '**People have worked on this since.** Undo removes their work too:',
            ...result.touched.map(touchedLine),
          ]),
          MESSAGE_LIMITS.content,
        ),
        embeds: [],
        components: [undoAnywayButtons(review.analysis.id)],
      };
    case 'too-late':
      return summaryMessage(
        review,
        viewer,
        '⚠️ Undo works for 15 minutes only, and those are over. Nothing was changed. You can still close a record with `/record close`.',
      );
    case 'over':
      return summaryMessage(review, viewer, review.analysis.state === 'undone' ? undefined : NOT_FINISHED);
  }
}

const touchedLine = ({ number, title, how }: TouchedRecord): string =>
  `• #${number} ${inert(title)}: ${how.map((each) => TOUCHED[each]).join(', ')}`;

const TOUCHED = {
  closed: 'was closed',
  assigned: 'was assigned',
  commented: 'has comments',
  changed: 'was changed',
  'referred to': 'another record belongs to it (that one stays)',
} as const satisfies Record<TouchedRecord['how'][number], string>;

const OVER = {
  running: 'This message is being read right now. Try again in a moment.',
  reviewing: 'This message is being reviewed.',
  empty: 'Nothing was saved. The message is free: run **Add to records** on it again whenever you like.',
  undone: 'This was undone. The message is free: run **Add to records** on it again whenever you like.',
  failed: 'Reading this message did not work. Run **Add to records** on it again.',
} as const;

const NOT_FINISHED = '⚠️ There is nothing to undo here.';

const plain = (content: string): OutgoingMessage => ({
  content: truncate(content, MESSAGE_LIMITS.content),
  embeds: [],
  components: [],
});

const lines = (parts: (string | undefined)[]): string => parts.filter((part) => part).join('\n');
