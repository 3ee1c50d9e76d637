import { createServer } from 'node:http';
import type { App } from '../../../../src/app.ts';
import type { Env } from '../../../../src/core/env.ts';
import type { TestApp } from '../../../support/app.ts';

export interface ServedApp {
  url: string;
  /** Waits for what goes on after the answers. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Answers over HTTP on a free port; for endpoints that a local Discord posts to. */
export async function serve(
  answer: (request: Request) => Promise<Response>,
): Promise<Omit<ServedApp, 'settled'>> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: 'POST',
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const response = await answer(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/interactions`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Serves an app from this process, where its bindings can be any, to the local Discord of a test app. */
export async function serveApp(app: App, env: Env, { discord }: TestApp): Promise<ServedApp> {
  const waiting: Promise<unknown>[] = [];
  const { url, close } = await serve((request) =>
    app.fetch(request, env, { waitUntil: (promise) => waiting.push(promise) }),
  );
  const before = discord.control.application({}).interactions_endpoint_url;
  discord.control.application({ interactions_endpoint_url: url });
  return {
    url,
    async settled() {
      for (let next = waiting.shift(); next; next = waiting.shift()) await next;
    },
    async close() {
      discord.control.application({ interactions_endpoint_url: before });
      await close();
    },
  };
}
