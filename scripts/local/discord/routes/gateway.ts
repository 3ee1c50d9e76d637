import type { Route } from '../router.ts';

export const gatewayRoutes: Route[] = [
  {
    method: 'GET',
    path: '/gateway',
    auth: 'open',
    handle: ({ world }) => ({ url: world.gatewayUrl() }),
  },
  {
    method: 'GET',
    path: '/gateway/bot',
    auth: 'bot',
    handle: ({ world }) => ({
      url: world.gatewayUrl(),
      shards: 1,
      session_start_limit: world.sessionStartLimit(),
    }),
  },
];
