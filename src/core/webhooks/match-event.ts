/** One demand on an event's payload: the value at `path` (dots between names) compared with `value`. */
export interface Condition {
  path: string;
  op: ConditionOp;
  value?: string | number | boolean | null | (string | number | boolean | null)[] | undefined;
}

export const CONDITION_OPS = ['eq', 'ne', 'in', 'contains', 'gt', 'gte', 'lt', 'lte', 'exists'] as const;
export type ConditionOp = (typeof CONDITION_OPS)[number];

/** `*` takes every type, `record.*` those that begin with `record.`, anything else the type of that name. */
export function matchesType(filters: readonly string[], type: string): boolean {
  return filters.some(
    (filter) =>
      filter === '*' ||
      filter === type ||
      (filter.endsWith('.*') && type.startsWith(filter.slice(0, -1)) && type.length > filter.length - 1),
  );
}

/** Whether the event `{type, data, …}` satisfies all conditions. A path that leads nowhere only satisfies `ne`. */
export function matchesConditions(conditions: readonly Condition[], event: Record<string, unknown>): boolean {
  return conditions.every((condition) => satisfies(condition, valueAt(event, condition.path)));
}

function satisfies({ op, value }: Condition, found: unknown): boolean {
  switch (op) {
    case 'exists':
      return (found !== undefined && found !== null) === (value !== false);
    case 'eq':
      return same(found, value);
    case 'ne':
      return !same(found, value);
    case 'in':
      return Array.isArray(value) && value.some((one) => same(found, one));
    case 'contains':
      if (Array.isArray(found)) return found.some((one) => same(one, value));
      return typeof found === 'string' && found.toLowerCase().includes(String(value).toLowerCase());
    default:
      return compares(op, found, value);
  }
}

function compares(op: 'gt' | 'gte' | 'lt' | 'lte', found: unknown, value: unknown): boolean {
  // Text compares too, so that ISO dates can be filtered; but never text with a number.
  const numbers = typeof found === 'number' && typeof value === 'number';
  const texts = typeof found === 'string' && typeof value === 'string';
  if (!numbers && !texts) return false;
  const order = found < value ? -1 : found > value ? 1 : 0;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op];
}

const same = (found: unknown, value: unknown): boolean =>
  found === value || (found === undefined && value === null);

function valueAt(event: Record<string, unknown>, path: string): unknown {
  let at: unknown = event;
  for (const name of path.split('.')) {
    if (!at || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
}
