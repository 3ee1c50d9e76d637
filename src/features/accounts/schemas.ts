import * as v from 'valibot';
import { MAX_ACCOUNT_ID, MAX_ACCOUNT_NAME, MAX_REASON } from './model.ts';

/** Texts that are signed line by line, shown in one line, and compared. */
const line = (most: number) =>
  v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.minLength(1, 'This is required.'),
    v.maxLength(most, `At most ${most} characters.`),
    v.regex(/^[^\p{Cc}\u2028\u2029]+$/u, 'Line breaks and control characters are not taken.'),
    v.check((text) => text.isWellFormed(), 'This holds half a character.'),
  );

export const AccountId = v.pipe(
  line(MAX_ACCOUNT_ID),
  v.description('Your application’s own id of its customer.'),
);
export const AccountName = v.pipe(
  line(MAX_ACCOUNT_NAME),
  v.description('What the customer recognises the account by.'),
);
export const Reason = v.pipe(
  line(MAX_REASON),
  v.description('Why; kept with the link and in the audit log.'),
);
export const DiscordUserId = v.pipe(
  v.string('Give a text.'),
  v.regex(/^\d{15,20}$/, 'That is not a Discord id of a person: it is a number of 17 to 20 digits.'),
  v.description('Discord id of the person.'),
);
/** A Discord user name as a customer wrote it down, with or without the @ before it. */
export const DiscordName = v.pipe(line(40), v.description('User name in Discord as the customer stated it.'));
