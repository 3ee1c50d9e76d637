import { DiscordHono } from 'discord-hono';
import { deferred, immediate, type PeerEnv } from './declarations.ts';

/** As its documentation shows it: the library's own check, which imports the key at every request. */
export default new DiscordHono<{ Bindings: PeerEnv }>()
  .command(immediate.name, (c) => c.flags('EPHEMERAL').res(immediate.text))
  .command(deferred.name, (c) =>
    c.resDefer(async (context) => {
      await context.env.JOBS.send(context.interaction);
    }),
  );
