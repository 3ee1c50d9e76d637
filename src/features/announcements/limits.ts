/** Characters of an announcement's name. */
export const NAME_MAX_LENGTH = 80;

/** Of an embed's text and of a picture's address: what a form can show again. */
export const EMBED_TEXT_MAX_LENGTH = 4_000;
export const IMAGE_MAX_LENGTH = 1_000;
