import type { CallKey } from './rate-limits.ts';

const ID = /^\d{15,20}$/;

/**
 * Finds the bucket template and the major parameters of a path below `/v10`.
 * The template holds no id and no token, so that it can be logged and shown in errors.
 * @see https://docs.discord.com/developers/topics/rate-limits
 */
export function routeOf(method: string, path: string): Pick<CallKey, 'route' | 'major'> {
  const parts = (path.split('?')[0] ?? '').split('/').filter(Boolean);
  const [top, id, token] = parts;
  let major = '';
  const template = parts.map((part, index) => {
    const before = parts[index - 1];
    if (index === 1 && ID.test(part)) {
      if (top === 'channels') return `{channel_id}`;
      if (top === 'guilds') return `{guild_id}`;
      return '{id}';
    }
    if (index === 2 && (top === 'webhooks' || top === 'interactions') && id && ID.test(id)) return '{token}';
    if (before === 'reactions') return '{emoji}';
    return ID.test(part) ? '{id}' : part;
  });
  if ((top === 'channels' || top === 'guilds') && id) major = `${top}/${id}`;
  if ((top === 'webhooks' || top === 'interactions') && id) major = `${top}/${id}/${token ?? ''}`;
  return { route: `${method} /${template.join('/')}`, major };
}
