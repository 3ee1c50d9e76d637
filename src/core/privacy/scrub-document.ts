export const ERASED_NAME = 'Erased person';
export const ERASED_TITLE = 'Erased';

/** Keys of documents whose person wrote what stands beside them. */
export const AUTHOR_KEYS =
  /^(?:author|authorId|actor|createdBy|requestedBy|decidedBy|editedBy|userId|user_id)$/;
/** Keys whose values are words of the program, not of people. */
const PROGRAM_KEYS =
  /(?:^|[a-z])(?:Id|Ids|At|id|ids)$|^(?:kind|status|state|origin|source|type|feature|action|change|trigger|extent|timeZone|cron|field|custom_id)$/;
const MACHINE_VALUE =
  /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{2}-\d{2}T[\d:.]+Z?|(?:user|key|system):[\w.-]+)$/;

export const namesPerson = (value: unknown, id: string): boolean => value === id || value === `user:${id}`;

/** A document without any words of people; ids, times, numbers and the program's own words stay. */
export function blankTexts(value: unknown, key: string, name = ERASED_NAME): unknown {
  if (typeof value === 'string') {
    if (value === '' || PROGRAM_KEYS.test(key) || MACHINE_VALUE.test(value)) return value;
    return /name$/i.test(key) ? name : '';
  }
  if (Array.isArray(value)) return value.map((item) => blankTexts(item, key, name));
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [field, blankTexts(item, field, name)]),
  );
}

/** Blanks, at any depth, what stands beside the person as its author, and the name that goes with an id. */
export function scrubDocument(value: unknown, id: string): unknown {
  if (Array.isArray(value)) return value.map((item) => scrubDocument(item, id));
  if (!value || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const theirs = entries.filter(([, item]) => namesPerson(item, id)).map(([key]) => key);
  if (theirs.some((key) => AUTHOR_KEYS.test(key))) return blankTexts(value, '');
  const named = new Set(theirs.flatMap((key) => [`${key}Name`, `${key.replace(/Id$/, '')}Name`]));
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      named.has(key) && typeof item === 'string' ? ERASED_NAME : scrubDocument(item, id),
    ]),
  );
}
