import { InputError } from '../errors.ts';
import { matchesType } from '../webhooks/match-event.ts';

/** What of all that happens a reader asked for. */
export interface LiveFilter {
  /** `record.*`, `record.created` or `*`; empty: every type. */
  types: readonly string[];
  /** Rooms, e.g. `conversation:<id>`; empty: every subject. */
  subjects: readonly string[];
  /** Rooms in which the reader hears who is writing; those of `subjects` and others. */
  rooms: readonly string[];
}

const MOST = 30;
const TYPE = /^(?:\*|[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60})*(?:\.\*)?)$/;
const SUBJECT = /^[a-z0-9-]{1,40}:[\w.:-]{1,100}$/i;

/** Reads `type`, `subject` and `room` of an address; each may be there often or hold several with commas between them. */
export function readFilter(params: URLSearchParams): LiveFilter {
  const list = (name: string, form: RegExp): string[] => {
    const found = params
      .getAll(name)
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter(Boolean);
    const wrong = found.find((text) => !form.test(text));
    if (wrong !== undefined)
      throw new InputError(`${name}: “${wrong.slice(0, 60)}” is none.`, { [name]: wrong });
    if (found.length > MOST)
      throw new InputError(`${name}: at most ${MOST}.`, { [name]: `At most ${MOST}.` });
    return [...new Set(found)];
  };
  const subjects = list('subject', SUBJECT);
  const rooms = [...new Set([...subjects, ...list('room', SUBJECT)])];
  return { types: list('type', TYPE), subjects, rooms };
}

export const passes = (
  filter: Pick<LiveFilter, 'types' | 'subjects'>,
  event: { type: string; subject: string },
): boolean =>
  (filter.types.length === 0 || matchesType(filter.types, event.type)) &&
  (filter.subjects.length === 0 || filter.subjects.includes(event.subject));
