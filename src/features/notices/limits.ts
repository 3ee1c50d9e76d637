/** Characters of a title. */
export const TITLE_MAX_LENGTH = 150;
/** Characters of a message; an embed holds more, and a form of Discord's can show it again. */
export const MESSAGE_MAX_LENGTH = 2_000;
export const MOST_AFFECTED = 10;
export const AFFECTED_MAX_LENGTH = 80;
export const KEY_MAX_LENGTH = 200;
/** Servers that one maintenance can be about. */
export const MOST_SERVERS = 50;
