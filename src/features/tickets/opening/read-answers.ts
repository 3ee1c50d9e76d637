import { InputError } from '../../../core/errors.ts';
import { lengthOf } from '../../../discord/text.ts';
import type { FormQuestion, TicketAnswer } from '../model.ts';

const MOST_CHARACTERS = 4_000;

/**
 * Answers to a category's questions, in the order of the form. Throws InputError that names each question which is
 * unanswered or answered in another way than it asks for. Answers to what is not asked are left out.
 */
export function readAnswers(
  form: readonly FormQuestion[],
  given: Readonly<Record<string, string>>,
): TicketAnswer[] {
  const faults: Record<string, string> = {};
  const answers: TicketAnswer[] = [];
  for (const question of form) {
    const value = (given[question.id] ?? '').trim();
    const fault = faultOf(question, value);
    if (fault) faults[`answers.${question.id}`] = fault;
    else if (value !== '') answers.push({ question: question.id, label: question.label, value });
  }
  const [first] = Object.entries(faults);
  if (!first) return answers;
  const { label = '' } = form.find(({ id }) => `answers.${id}` === first[0]) ?? {};
  throw new InputError(`${label}: ${first[1]}`, faults);
}

function faultOf(question: FormQuestion, value: string): string | undefined {
  const { style, required, options = [], minLength = 0, maxLength = MOST_CHARACTERS } = question;
  if (value === '') return required ? 'Answer this question.' : undefined;
  if (style === 'select') return options.includes(value) ? undefined : `Choose one of ${options.join(', ')}.`;
  const length = lengthOf(value);
  if (length < minLength) return `Write at least ${minLength} characters.`;
  return length > maxLength ? `Write at most ${maxLength} characters.` : undefined;
}
