import { CHANNEL_LIMITS } from '../../../discord/limits.ts';
import { cleanName, truncate } from '../../../discord/text.ts';

/** So much of the subject stands in the name of a thread, in what people see as characters. */
const SUBJECT_LENGTH = 20;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `ticket-12-The printer is on f`: legal for Discord and at most 100 characters, whatever the subject is made of. */
export function threadName(number: number, subject: string): string {
  const words = cleanName(subject, '', Number.MAX_SAFE_INTEGER);
  let head = '';
  let count = 0;
  for (const { segment } of segmenter.segment(words)) {
    if (count === SUBJECT_LENGTH) break;
    head += segment;
    count += 1;
  }
  const name = head.trim() === '' ? `ticket-${number}` : `ticket-${number}-${head.trim()}`;
  return truncate(name, CHANNEL_LIMITS.name, '');
}
