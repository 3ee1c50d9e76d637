import { parseWebhookUrl, type WebhookAddress } from '../../discord/webhooks.ts';
import type { ActionContext } from '../context.ts';
import type { Due } from './attempt.ts';
import { composePost, type Post } from './compose-posts.ts';
import { type Lane, laneContext } from './drain-lane.ts';
import type { Outcome } from './retry-schedule.ts';
import { openUrl } from './secrets.ts';

/** Where a post goes now, by its endpoint or by the setting of its notice; or why it can go nowhere. */
export async function readDestination(
  ctx: ActionContext,
  { delivery, endpoint }: Due,
): Promise<{ webhook: WebhookAddress } | { outcome: Outcome }> {
  const refused = (error: string) => ({ outcome: { kind: 'refused', error } as const });
  let url: string | null;
  if (endpoint) {
    try {
      url = await openUrl(ctx.secrets, endpoint);
    } catch (error) {
      ctx.log.error('endpoint cannot be opened', { endpoint: endpoint.id, error });
      return refused('The stored address cannot be read any more. Enter it again.');
    }
  } else {
    const notice = ctx.runtime.registry.notices.get(delivery.notice);
    if (!notice) return refused('The feature that wanted this post is gone.');
    url = await notice.webhookUrl(ctx);
  }
  const webhook = url ? parseWebhookUrl(url, ctx.runtime.config.discord.apiUrl) : null;
  return webhook
    ? { webhook }
    : refused('No webhook URL is set for these posts. Set one in the settings and send it again.');
}

/** The part of a post that goes to the very same address: two guilds could know one webhook, or a token be outdated. */
export async function sameWebhook(lane: Lane, post: Post, webhook: WebhookAddress): Promise<Post> {
  const [first] = post.due;
  const target = ({ delivery }: Due) => `${delivery.guildId} ${delivery.endpointId ?? delivery.notice}`;
  if (!first || post.due.every((one) => target(one) === target(first))) return post;
  const kept: Due[] = [];
  const known = new Map<string, boolean>();
  for (const one of post.due) {
    let same = known.get(target(one));
    if (same === undefined) {
      const other = await readDestination(laneContext(lane, one), one);
      same = 'webhook' in other && other.webhook.token === webhook.token && other.webhook.id === webhook.id;
      known.set(target(one), same);
    }
    if (!same) break;
    kept.push(one);
  }
  return composePost(kept, lane.alone) ?? post;
}
