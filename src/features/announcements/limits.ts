/** Characters of an announcement's name. */
export const NAME_MAX_LENGTH = 80;
