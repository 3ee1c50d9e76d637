import type { ClaudeFailure } from '../../../ai/claude.ts';
import { formatDollars } from '../../../ai/cost.ts';

const BY_RULES = 'These suggestions were made by simple rules instead.';

/** Says in plain words why Claude was not asked or did not answer, and what can be done about it. */
export function explainFailure(failure: ClaudeFailure): string {
  return `${reason(failure)} ${BY_RULES}`;
}

function reason(failure: ClaudeFailure): string {
  switch (failure.kind) {
    case 'no-key':
      return 'No Anthropic API key is set, so Claude was not asked; an admin can add one with `/settings change`.';
    case 'key-rejected':
      return KEY_REASONS[failure.reason];
    case 'budget-spent':
      return `This month's budget for Claude is used up (${formatDollars(failure.spentMicros)} of ${formatDollars(failure.budgetMicros)}). It starts again on ${day(failure.resetsAt)} (UTC); an admin can raise it with \`/settings change\`.`;
    case 'overloaded':
      return 'Claude is busy right now and did not answer.';
    case 'unavailable':
      return failure.reason === 'timeout'
        ? 'Claude took too long to answer.'
        : 'Claude could not be reached.';
    case 'refused':
      return 'Claude declined to read this conversation.';
    case 'cut-off':
      return "Claude's answer was too long and broke off.";
    case 'nonsense':
      return "Claude's answer could not be understood.";
    case 'rejected':
      return failure.status === 404
        ? 'The configured Claude model does not exist; an admin should check ANTHROPIC_MODEL.'
        : 'Anthropic did not accept the request.';
  }
}

const KEY_REASONS = {
  invalid: 'Anthropic does not accept the API key that is set; an admin should replace it.',
  forbidden: 'The Anthropic API key may not use this model; an admin should check it.',
  unpaid: 'The Anthropic account has no credit left; an admin should see to it.',
} as const;

const day = (date: Date): string =>
  date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
