/** Characters, rows and times of the inbox; what Discord itself limits is in src/discord/limits.ts. */
export const TAG_MAX_LENGTH = 40;
export const MOST_TAGS = 20;
export const NOTE_MAX_LENGTH = 4_000;
/** The note that a first message leaves on its lead. */
export const FIRST_CONTACT_MAX_LENGTH = 100;
export const CANNED_NAME_MAX_LENGTH = 60;
export const VIEW_NAME_MAX_LENGTH = 60;
export const RULE_NAME_MAX_LENGTH = 80;
export const MOST_RULES = 100;
export const MOST_VIEWS = 200;
export const MOST_AGENTS = 200;
/** Whoever wrote last to somebody stays theirs for so long. */
export const LAST_SENDER_DAYS = 30;
