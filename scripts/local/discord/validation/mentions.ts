import { type Check, type Dict, Fields } from './check.ts';

/** Who a message may ping; the default depends on who sends it. */
export interface AllowedMentions {
  everyone: boolean;
  /** `all`, or only these ids. */
  users: 'all' | string[];
  roles: 'all' | string[];
  replied_user: boolean;
}

/** Ordinary messages parse everything. */
export const PARSE_ALL: AllowedMentions = {
  everyone: true,
  users: 'all',
  roles: 'all',
  replied_user: true,
};
/** Interactions and webhooks parse users only. */
export const PARSE_USERS: AllowedMentions = {
  everyone: false,
  users: 'all',
  roles: [],
  replied_user: true,
};

const KINDS = ['users', 'roles', 'everyone'] as const;

export function readAllowedMentions(check: Check, body: Dict, fallback: AllowedMentions): AllowedMentions {
  if (body.allowed_mentions === undefined || body.allowed_mentions === null) return fallback;
  const fields = new Fields(check.at('allowed_mentions'), body.allowed_mentions);
  const parse = fields.list('parse');
  parse?.forEach((kind, index) => {
    if (!KINDS.some((known) => known === kind)) {
      fields.check
        .at('parse', index)
        .fail('BASE_TYPE_CHOICES', `Value must be one of {'roles', 'users', 'everyone'}.`);
    }
  });
  const users = fields.snowflakes('users', { max: 100 });
  const roles = fields.snowflakes('roles', { max: 100 });
  for (const [kind, ids] of [
    ['users', users],
    ['roles', roles],
  ] as const) {
    if (parse?.includes(kind) && ids !== undefined && ids.length > 0) {
      fields.check.fail(
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    }
  }
  return {
    everyone: parse?.includes('everyone') ?? false,
    users: parse?.includes('users') ? 'all' : (users ?? []),
    roles: parse?.includes('roles') ? 'all' : (roles ?? []),
    replied_user: fields.boolean('replied_user') ?? false,
  };
}
