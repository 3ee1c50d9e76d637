import type { ActionContext } from '../../core/context.ts';
import type { Telling } from '../../core/notifications/kind.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { serversOfMaintenance, tellOfNotice } from '../notices/public.ts';
import { customersOf } from './customers.ts';
import { inert } from './discord/words.ts';

/** To each customer whose servers a maintenance is about, with the names of theirs alone. */
export async function tellOfMaintenance(signal: Signal, ctx: ActionContext): Promise<Telling[]> {
  const { customers } = await customersOf(ctx, serversOfMaintenance(signal));
  const [said] = customers.length > 0 ? tellOfNotice(signal) : [];
  if (!said) return [];
  return customers.map(({ link, servers }) => {
    const names = (show: (name: string) => string) => servers.map(({ name }) => show(name)).join(', ');
    return {
      userIds: [link.userId],
      text: `${said.text}\nYours: ${names((name) => `**${inert(name)}**`)}`,
      plain: `${said.plain} Yours: ${names((name) => name)}.`,
      path: '/servers',
    };
  });
}
