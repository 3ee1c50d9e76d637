import { CHANNEL_LIMITS } from '../../../discord/limits.ts';
import { cleanName, truncate } from '../../../discord/text.ts';

/** So much of the subject stands in the name of a thread, in what people see as characters. */
const SUBJECT_LENGTH = 20;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** `ticket-12-The printer is on f`: legal for Discord and at most 100 characters, whatever the subject is made of. */
export function threadName(number: number, subject: string): string {
  const head = headOf(subject);
  return truncate(head === '' ? `ticket-${number}` : `ticket-${number}-${head}`, CHANNEL_LIMITS.name, '');
}

/**
 * The subject that somebody meant who called the thread of a ticket so; undefined where the name says no more than the
 * ticket's own subject, whole or cut as above, whatever Discord has made of its signs.
 */
export function subjectOfThread(number: number, subject: string, name: string): string | undefined {
  if (name === threadName(number, subject)) return undefined;
  const said = cleanName(name.replace(new RegExp(`ticket-${number}(?!\\d)-?`), ' '), '');
  const letters = lettersOf(said);
  const isSame =
    letters === ''
      ? headOf(subject).startsWith(said)
      : lettersOf(subject).startsWith(letters) && letters.length >= lettersOf(headOf(subject)).length;
  return isSame ? undefined : said;
}

const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

function headOf(subject: string): string {
  const words = cleanName(subject, '', Number.MAX_SAFE_INTEGER);
  let head = '';
  let count = 0;
  for (const { segment } of segmenter.segment(words)) {
    if (count === SUBJECT_LENGTH) break;
    head += segment;
    count += 1;
  }
  return head.trim();
}
