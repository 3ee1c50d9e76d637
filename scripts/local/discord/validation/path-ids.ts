import { isSnowflake } from '../snowflake.ts';
import { Check } from './check.ts';

/** Path parameters that are ids, and the field under which Discord names them. */
const FIELDS: Record<string, string> = {
  app: 'application_id',
  channel: 'channel_id',
  command: 'command_id',
  event: 'guild_scheduled_event_id',
  guild: 'guild_id',
  interaction: 'interaction_id',
  message: 'message_id',
  overwrite: 'overwrite_id',
  role: 'role_id',
  user: 'user_id',
  webhook: 'webhook_id',
};

/** Throws one 50035 about all ids of a path that are none; `@me` and `@original` stand for ids on some routes. */
export function checkPathIds(path: string, params: Record<string, string>): void {
  const check = new Check();
  for (const [name, value] of Object.entries(params)) {
    const field = FIELDS[name];
    if (!field || isSnowflake(value)) continue;
    if (value === '@me' && name === 'user') continue;
    if (value === '@original' && name === 'message' && path.startsWith('/webhooks/')) continue;
    check.at(field).fail('NUMBER_TYPE_COERCE', `Value "${value}" is not snowflake.`);
  }
  check.done();
}
