import { truncate } from '../../../discord/text.ts';
import type { TicketAnswer } from '../model.ts';
import { SUBJECT_MAX_LENGTH } from '../schemas.ts';

const SHORT = 80;

/** Answers to a form as the member's first message. */
export const formMessage = (answers: readonly TicketAnswer[]): string =>
  truncate(answers.map(({ label, value }) => `**${label}**\n${value}`).join('\n\n'), 4_000);

/** What a ticket is called that came by a form: the first short answer tells most. */
export function formSubject(category: string, answers: readonly TicketAnswer[]): string {
  const short = answers.find(({ value }) => value.length <= SHORT && !value.includes('\n'));
  return truncate(short ? `${category}: ${short.value}` : category, SUBJECT_MAX_LENGTH);
}
