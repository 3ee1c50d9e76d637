import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APIComponentInMessageActionRow,
} from 'discord-api-types/v10';
import { customId } from '../../../core/interactions/custom-id.ts';
import { recordKinds } from '../kinds.ts';
import type { Review, ReviewSuggestion } from '../review.ts';
import { revisionOf } from '../review.ts';

export type ButtonRow = APIActionRowComponent<APIComponentInMessageActionRow>;

const PRIMARY = 1;
const SECONDARY = 2;
const SUCCESS = 3;
const DANGER = 4;

/** What can be done with the current suggestion. Each button knows the words that it was drawn for. */
export function decisionButtons(review: Review, suggestion: ReviewSuggestion): ButtonRow {
  const which = [review.analysis.id, suggestion.position];
  const seen = [...which, revisionOf(suggestion)];
  const { similar } = review;
  return row(
    ...(similar
      ? [
          button('merge', [...seen, similar.number], `Add to #${similar.number}`, PRIMARY),
          button('save', seen, 'Create anyway', SECONDARY),
        ]
      : [button('save', seen, 'Save', SUCCESS)]),
    button('edit', which, 'Edit', SECONDARY),
    button('skip', seen, 'Skip', SECONDARY),
  );
}

export const byHandButtons = (analysisId: string): ButtonRow =>
  row(
    ...recordKinds.map((kind) => ({
      ...button('fill', [analysisId, kind.name], kind.title, SECONDARY),
      emoji: { name: kind.emoji },
    })),
  );

export const dismissButton = (analysisId: string): ButtonRow =>
  row(button('dismiss', [analysisId], 'Nothing to record', SECONDARY));

export const undoButton = (analysisId: string): ButtonRow =>
  row(button('undo', [analysisId], 'Undo', SECONDARY));

export const undoAnywayButtons = (analysisId: string): ButtonRow =>
  row(
    button('undo', [analysisId, 'anyway'], 'Undo anyway', DANGER),
    button('review', [analysisId], 'Keep everything', SECONDARY),
  );

const button = (
  handler: string,
  args: (string | number)[],
  label: string,
  style: 1 | 2 | 3 | 4,
): APIButtonComponentWithCustomId => ({
  type: 2,
  style,
  label,
  custom_id: customId('records', handler, ...args),
});

const row = (...components: APIButtonComponentWithCustomId[]): ButtonRow => ({ type: 1, components });
