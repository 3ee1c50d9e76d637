import type { Route } from '../router.ts';

export const gatewayRoutes: Route[] = [
  {
    method: 'GET',
    path: '/gateway',
    auth: 'open',
    handle: ({ world }) => ({ url: world.gateway.url }),
  },
  {
    method: 'GET',
    path: '/gateway/bot',
    auth: 'bot',
    handle: ({ world }) => ({
      url: world.gateway.url,
      shards: world.gateway.settings.shards,
      session_start_limit: world.gateway.sessionStartLimit(),
    }),
  },
];
