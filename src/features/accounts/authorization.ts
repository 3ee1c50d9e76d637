import type { AuthorizationFlow } from '../../core/accounts/authorization-flow.ts';

/** Asks a person at Discord who they are, and for the right to show the link on their profile. */
export const accountAuthorizations: Readonly<Record<string, AuthorizationFlow>> = {
  link: {
    scopes: ['identify', 'role_connections.write'],
    complete: async (runtime, answer) =>
      (await import('./actions/complete-authorization.ts')).completeAuthorization(runtime, answer),
    deauthorized: async (runtime, event) =>
      (await import('./actions/note-deauthorization.ts')).noteDeauthorization(runtime, event),
    isUsedElsewhere: async (ctx, userId) =>
      (await import('./drop-tokens.ts')).hasTokens(ctx, userId, ctx.guildId),
  },
};
