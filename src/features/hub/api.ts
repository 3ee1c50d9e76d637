import { Hono } from 'hono';
import { readJson } from '../../core/http/read-json.ts';
import type { ApiRoutes, GuildVariables } from '../../core/http/routes.ts';
import { type ChangeSettingsInput, changeSettings } from './actions/change-settings.ts';
import { showSettings } from './actions/show-settings.ts';

type Body = { values: ChangeSettingsInput['change']; version?: number };

/** `/settings/:feature`: GET shows, PATCH changes what is named, PUT sets the rest back to its defaults. */
export function hubApi(): ApiRoutes {
  const api: ApiRoutes = new Hono<GuildVariables>();

  api.get('/settings/:feature', async (c) =>
    c.json(await showSettings(c.get('ctx'), c.req.param('feature'))),
  );

  api.on(['PATCH', 'PUT'], '/settings/:feature', async (c) => {
    const { values, version } = await readJson<Body>(c);
    const input = { feature: c.req.param('feature'), change: values, replace: c.req.method === 'PUT' };
    return c.json(
      await changeSettings(c.get('ctx'), { ...input, ...(version === undefined ? {} : { version }) }),
    );
  });

  return api;
}
