import { createApp, type Execution } from '../../src/app.ts';
import type { Env } from '../../src/core/env.ts';
import { platform } from '../../src/core/outside.ts';
import { features } from '../../src/features/index.ts';

/** How far the local clock runs ahead of the machine's, in milliseconds; one isolate serves everything locally. */
let ahead = 0;

const app = createApp(features, { ...platform, now: () => Date.now() + ahead });

/** The Worker as it is deployed, plus a clock that can be put forward. Never part of a deployment. */
export default {
  ...app,
  async fetch(request: Request, env: Env, execution: Execution): Promise<Response> {
    if (new URL(request.url).pathname !== '/_local/clock') return app.fetch(request, env, execution);
    if (request.method === 'POST') ahead = Number(((await request.json()) as { aheadMs: number }).aheadMs);
    return Response.json({ now: Date.now() + ahead, aheadMs: ahead });
  },
};
