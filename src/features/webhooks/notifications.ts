import type { ActionContext } from '../../core/context.ts';
import type { NotificationKind, Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { readTrouble } from './trouble.ts';

/** What became of an endpoint: to whoever set it up, and to admins who ask for it. */
export const webhookNotifications: Record<string, NotificationKind> = {
  endpoint: {
    title: 'Trouble with a webhook',
    help: 'When a webhook fails, was switched off or answers again: to whoever set it up.',
    audience: 'admins',
    access: 'webhooks:read',
    default: 'dm',
    from: {
      'webhook.endpoint-failing': tell,
      'webhook.endpoint-disabled': tell,
      'webhook.endpoint-recovered': tell,
      'webhook.notice-refused': tell,
    },
  },
};

async function tell(signal: Signal, ctx: ActionContext): Promise<Telling[]> {
  const trouble = readTrouble(signal);
  const { troubleMessage } = await import('./discord/trouble-message.ts');
  const { findCreator } = await import('./find-creator.ts');
  const [embed] = troubleMessage(trouble, { offers: false }).embeds ?? [];
  const creator = trouble.endpointId ? await findCreator(ctx, trouble.endpointId) : undefined;
  const text = `**${embed?.title ?? ''}**\n${embed?.description ?? ''}`;
  const path = trouble.endpointId ? `/webhooks/${trouble.endpointId}` : '/webhooks';
  const plain = `${trouble.name}: ${trouble.reason ?? embed?.title ?? ''}`;
  return [{ ...(creator ? { userIds: [creator] } : {}), text, plain, path }];
}
