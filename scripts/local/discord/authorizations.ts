import { userById } from './views.ts';
import type { World } from './world.ts';

/** Ends everything that somebody let the application do, as "Deauthorize" in their settings does, and tells it so. */
export function deauthorize({ state, events }: World, userId: string): void {
  const grants = [...state.data.grants.values()].filter((grant) => grant.user_id === userId);
  for (const grant of grants) state.data.grants.delete(grant.access_token);
  state.touch();
  if (grants.length > 0) events.tell('APPLICATION_DEAUTHORIZED', { user: userById(state, userId) });
}
