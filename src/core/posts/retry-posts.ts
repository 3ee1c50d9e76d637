import { type ActionContext, createContext } from '../context.ts';
import { jobsOfFailedPosts } from './problems.ts';

/**
 * Starts the jobs of all messages that can't be shown once more: of this server after its settings were changed, of
 * all servers from time to time, because what is mended in Discord is told by no event.
 */
export async function retryPosts(ctx: ActionContext): Promise<{ started: number }> {
  const failed = await jobsOfFailedPosts(ctx);
  const guilds = Map.groupBy(failed, ({ guildId }) => guildId);
  for (const [guildId, posts] of guilds) {
    const guild = createContext(ctx.runtime, {
      guildId,
      actor: { kind: 'system', name: 'posts' },
      source: 'schedule',
      requestId: ctx.requestId,
    });
    await guild.commit({ statements: [], jobs: posts.map(({ again }) => again) });
  }
  return { started: failed.length };
}
