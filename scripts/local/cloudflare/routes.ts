import { randomUUID } from 'node:crypto';
import { queueRoutes } from './queue-routes.ts';
import { noRoute, Refusal } from './refusal.ts';
import { type ApiCall, json, type Route } from './route.ts';
import type { AccountState } from './state.ts';
import { workerRoutes } from './worker-routes.ts';

const accountRoutes: Route[] = [
  [
    'GET',
    /^\/workers\/subdomain$/,
    ({ subdomain }) => {
      if (!subdomain) throw new Refusal(404, 10007, 'You do not have a workers.dev subdomain.');
      return { subdomain };
    },
  ],
  [
    'PUT',
    /^\/workers\/subdomain$/,
    (state, call) => {
      if (state.subdomain) throw new Refusal(409, 10036, 'This account already has a subdomain.');
      state.subdomain = json<{ subdomain: string }>(call).subdomain;
      return { subdomain: state.subdomain };
    },
  ],
  [
    'GET',
    /^\/r2\/buckets$/,
    ({ buckets }) => ({ buckets: [...buckets].map((name) => ({ name, creation_date: '' })) }),
  ],
  [
    'GET',
    /^\/r2\/buckets\/([^/]+)$/,
    ({ buckets }, _call, [name = '']) => {
      if (!buckets.has(name)) throw new Refusal(404, 10006, 'The specified bucket does not exist.');
      return { name };
    },
  ],
  [
    'POST',
    /^\/r2\/buckets$/,
    ({ buckets }, call) => {
      const { name } = json<{ name: string }>(call);
      if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) {
        throw new Refusal(400, 10005, 'The specified bucket name is not valid.');
      }
      if (buckets.has(name)) throw new Refusal(409, 10004, 'The bucket you tried to create already exists.');
      buckets.add(name);
      return { name, creation_date: new Date().toISOString(), id: randomUUID() };
    },
  ],
];

const routes: Route[] = [...accountRoutes, ...queueRoutes, ...workerRoutes];

/** Does what a call asks for. @throws Refusal as Cloudflare would refuse. */
export async function handleCall(state: AccountState, call: ApiCall): Promise<unknown> {
  for (const [method, pattern, handle] of routes) {
    const match = method === call.method && pattern.exec(call.path);
    if (!match) continue;
    if (method !== 'GET') state.revision += 1;
    return handle(state, call, match.slice(1).map(decodeURIComponent));
  }
  throw noRoute(call.path);
}
