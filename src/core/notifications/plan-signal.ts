import type { ActionContext } from '../context.ts';
import type { NewJob } from '../queue/job.ts';
import { serverSettings } from '../settings/server-settings.ts';
import type { Signal } from '../signals/signal.ts';
import type { NotificationChannel, RegisteredKind, Telling } from './kind.ts';
import type { DeliveryPayload } from './payload.ts';
import { type PlannedDelivery, planNotifications } from './plan.ts';
import { loadPreferences } from './preferences.ts';
import { endOfQuiet } from './quiet-hours.ts';
import { DELIVER_JOB, kindsOf } from './register.ts';
import { commonSettings, guildChoice } from './settings.ts';

/**
 * Decides whom a signal is told to and where, and starts one job for each. Run twice it starts the same jobs: they go
 * by signal, kind, channel and person.
 */
export async function planSignal(ctx: ActionContext, signal: Signal): Promise<{ planned: number }> {
  const { registry } = ctx.runtime;
  const values: Record<string, unknown> = await ctx.settings(registry.notificationSettings);
  const { quietFrom, quietUntil } = commonSettings(values);
  const { timeZone } = await ctx.settings(serverSettings);
  const quiet = endOfQuiet(ctx.now(), { quietFrom, quietUntil, timeZone });
  const jobs: NewJob[] = [];
  const kinds = kindsOf(registry.notifications, signal.type);
  // By the kind that is stood for, so those that stand for one come first.
  const toldInstead = new Map<string | undefined, Map<string, NotificationChannel>>();
  const [firsts, others] = [kinds.filter((kind) => kind.insteadOf), kinds.filter((kind) => !kind.insteadOf)];
  for (const kind of [...firsts, ...others]) {
    const choice = guildChoice(values, kind);
    if ((choice === 'off' && !kind.critical) || (await ctx.featureState(kind.feature)) === 'off') continue;
    for (const telling of (await kind.from[signal.type]?.(signal, ctx)) ?? []) {
      const userIds = telling.userIds ?? [];
      const preferences = await loadPreferences(ctx, kind, userIds);
      const actorId = /^user:(\d+)$/.exec(signal.actor)?.[1];
      const told = toldInstead.get(kind.id);
      for (const planned of planNotifications(kind, choice, preferences, { userIds, actorId, told })) {
        const here = planned.userIds.map((userId): [string, NotificationChannel] => [
          userId,
          planned.channel,
        ]);
        toldInstead.set(kind.insteadOf, new Map([...(toldInstead.get(kind.insteadOf) ?? []), ...here]));
        const disturbs =
          planned.channel === 'dm' || planned.userIds.length > 0 || (telling.roleIds ?? []).length > 0;
        const waits = quiet && disturbs && planned.channel !== 'dashboard' && !kind.critical;
        jobs.push({ ...jobFor(kind, signal, telling, planned), ...(waits ? { runAt: quiet } : {}) });
      }
    }
  }
  if (jobs.length > 0) await ctx.commit({ statements: [], jobs });
  return { planned: jobs.length };
}

function jobFor(
  { id: kind }: RegisteredKind,
  { id, actor, subject }: Signal,
  { text, plain, path = '', once = id, roleIds = [] }: Telling,
  { channel, userIds }: PlannedDelivery,
): NewJob {
  const key = `${once}:${kind}:${channel}:${userIds[0] ?? 'all'}`;
  const signal = { id, actor, subject };
  const payload: DeliveryPayload = {
    kind,
    channel,
    userIds: [...userIds],
    roleIds: [...roleIds],
    text,
    plain,
    path,
    key,
    signal,
  };
  return { name: DELIVER_JOB, payload, key };
}
