import { refusal } from '../errors.ts';
import type { Caller } from '../router.ts';

/** A bearer token must carry the scope (50026); a bot token needs none. */
export function requireScope(caller: Caller, scope: string): void {
  if (caller.kind === 'bearer' && !caller.scopes.includes(scope)) throw refusal(50026);
}
