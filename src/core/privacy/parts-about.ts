import { AUTHOR_KEYS, blankTexts, namesPerson } from './scrub-document.ts';

/** Columns and keys of documents that hold words of the program; see the names of settings, states and causes. */
const FACTS =
  /^(?:action|audience|cause|change|decision|direction|extent|feature|kind|method|origin|priority|source|standing|state|status|trigger|type)$/;
const TIMES = /(?:_at|At)$|^(?:since|until)$/;
/** What Discord's ids stand for that are not people's. */
const PLACES = 'role|channel|message|thread|guild|category|webhook';
/** `roleId`, `role_ids`, `roles`, `replyToId`. */
const PLACE_IDS = new RegExp(`(?:(?:${PLACES}|reply_?to)_?ids?|roles)$`, 'i');
/** Sums of bits, as Discord sends them: as long as an id. */
const BITS = /permissions$|^(?:allow|deny)$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** `record:12`, `role:1100000000000000031`; not `member:1000000000000000012`. */
const SUBJECT = new RegExp(`^(?:(?:${PLACES}):[\\w-]+|[a-z][a-z-]*:(?!\\d{15})[\\w-]+)$`);

/** Whether an id stands anywhere in a value; digits of a longer number do not count. */
const isAbout = (value: unknown, id: string): boolean =>
  new RegExp(`(?<!\\d)${id}(?!\\d)`).test(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/**
 * What concerns a person in something of somebody else's that names them: their own id, what was done to what and when,
 * in the program's words. Whatever could be a name, a text or another person's id is left out, and so are the parts that
 * do not name the person. Undefined where nothing is left.
 */
export function partsAbout(value: unknown, id: string, key = ''): unknown {
  if (typeof value === 'string') return textAbout(value, id, key);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value))
    return value.filter((item) => isAbout(item, id)).map((item) => partsAbout(item, id, key));
  const entries = Object.entries(value)
    .filter(([, item]) => typeof item !== 'object' || item instanceof Date || isAbout(item, id))
    .map(([field, item]) => [field, partsAbout(item, id, field)] as const)
    .filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(entries);
}

function textAbout(text: string, id: string, key: string): string | undefined {
  if (namesPerson(text, id)) return text;
  if (isAbout(text, id)) return /^[a-z-]+:\d+$/.test(text) ? text : id;
  if (FACTS.test(key) || UUID.test(text)) return text;
  if (TIMES.test(key) && !Number.isNaN(Date.parse(text))) return text;
  if (PLACE_IDS.test(key) && /^\d+$/.test(text)) return text;
  return /^(?:target|subject)$/.test(key) && SUBJECT.test(text) ? text : undefined;
}

/**
 * A document of the person's own without who else is named in it: ids, the names beside them, and what those wrote.
 * `list` is the key that a list stands at.
 */
export function withoutOthers(value: unknown, id: string, list = ''): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !isOther(item, id, list)).map((item) => withoutOthers(item, id));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value);
  const others = entries.filter(([key, item]) => isOther(item, id, key)).map(([key]) => key);
  const dropped = new Set(others.flatMap((key) => [key, `${key}Name`, key.replace(/(?:User)?Id$/, 'Name')]));
  const left = Object.fromEntries(
    entries.filter(([key]) => !dropped.has(key)).map(([key, item]) => [key, withoutOthers(item, id, key)]),
  );
  return others.some((key) => AUTHOR_KEYS.test(key)) ? blankTexts(left, '', '') : left;
}

/** Whether a value is another person's id: `user:<id>`, or digits that stand for no place in Discord and no bits. */
export const isOther = (value: unknown, id: string, key = ''): boolean =>
  typeof value === 'string' &&
  /^(?:user:)?\d{15,20}$/.test(value) &&
  !namesPerson(value, id) &&
  key !== 'id' &&
  !BITS.test(key) &&
  !PLACE_IDS.test(key);
