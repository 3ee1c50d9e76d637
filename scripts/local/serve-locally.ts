import { type App, createApp } from '../../src/app.ts';
import type { FeatureSource } from '../../src/core/front.ts';
import { platform } from '../../src/core/outside.ts';
import { withClockedQueue } from './clocked-queue.ts';
import { withHandedEvents } from './handed-events.ts';
import { withKeptQueue } from './kept-queue.ts';
import { withRefusingQueue } from './refusing-queue.ts';
import { withWholeBody } from './take-whole-body.ts';

/** How far the local clock runs ahead of the machine's, in milliseconds; one isolate serves everything locally. */
let ahead = 0;

/**
 * The Worker as it is deployed, plus a clock that can be put forward, a queue that is kept, and a way to hand in events
 * without a gateway. Never part of a deployment.
 */
export function serveLocally(source: FeatureSource): App {
  const now = () => Date.now() + ahead;
  const clocked = withClockedQueue(createApp(source, { ...platform, now }), now);
  const kept = withKeptQueue(withRefusingQueue(clocked));
  const app = withHandedEvents(withWholeBody(kept));
  return {
    ...app,
    async fetch(request, env, execution) {
      const { pathname } = new URL(request.url);
      if (pathname === '/_local/resume') return Response.json({ resumed: await kept.resume(env) });
      if (pathname === '/_local/gateway') {
        const { gatewayStatus } = await import('../../src/core/gateway/reconcile.ts');
        return Response.json(await gatewayStatus(await app.runtime(env, execution)));
      }
      if (pathname !== '/_local/clock') return app.fetch(request, env, execution);
      if (request.method === 'POST') {
        const before = now();
        ahead = Number(((await request.json()) as { aheadMs: number }).aheadMs);
        await clocked.putForward(env, before);
      }
      return Response.json({ now: now(), aheadMs: ahead });
    },
  };
}
