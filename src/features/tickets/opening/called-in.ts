import { accessSettings } from '../../../core/access/settings.ts';
import type { ActionContext } from '../../../core/context.ts';
import { findCategoryRow } from '../find-category.ts';
import type { Ticket } from '../views.ts';

/** Who is mentioned is in the thread, and hears no sound of it. */
const SUPPRESS_NOTIFICATIONS = 1 << 12;

export interface CalledIn {
  /** `<@&…> <@&…>`; empty where nobody is called. */
  content: string;
  flags?: number;
  allowed_mentions: { parse: []; roles: string[] };
}

/**
 * How a message in Discord names roles for a ticket. In a private thread the team has to be named to see it, which makes
 * no noise unless the category says whom to ping.
 */
export async function calledIn(ctx: ActionContext, { ticket }: Ticket): Promise<CalledIn> {
  const { staffRoles } = await ctx.settings(accessSettings);
  const category = ticket.categoryId ? await findCategoryRow(ctx, ticket.categoryId) : undefined;
  const loud = category?.pingRoleIds ?? [];
  const team = category?.staffRoleIds.length ? category.staffRoleIds : staffRoles;
  const roles = [...new Set([...loud, ...(ticket.isPrivate ? team : [])])];
  return {
    content: roles.map((id) => `<@&${id}>`).join(' '),
    ...(roles.length > 0 && loud.length === 0 ? { flags: SUPPRESS_NOTIFICATIONS } : {}),
    allowed_mentions: { parse: [], roles },
  };
}
