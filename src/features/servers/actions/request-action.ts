import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { isUniqueViolation } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import { derivedUuid } from '../../../core/ids.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { explainRefusal, withinLimitOfPerson, withinLimitOfServer } from '../action-limits.ts';
import { loadAction } from '../find-action.ts';
import { findServer, type Whose } from '../find-server.ts';
import { SERVER_ACTIONS, type ServerAction } from '../model.ts';
import { newAction, whyNeedless } from '../new-action.ts';
import { serversSettings } from '../settings.ts';
import { type ActionRow, serverActions } from '../tables.ts';
import { auditOf, effectsOf } from '../write-action.ts';

export const ActionInput = v.object({ action: v.picklist(SERVER_ACTIONS, 'Say start, stop or reboot.') });

/**
 * Somebody wants a server started, stopped or rebooted. A start is asked of the panel; the others wait for the same
 * person's yes within 30 seconds (confirm-action.ts), with what they would do to players. Some wait for approvers.
 * With the same `onceKey` it is asked once. Throws NotFoundError for a server that is not within reach.
 */
export async function requestAction(
  ctx: ActionContext,
  input: { serverId: string; action: ServerAction; whose: Whose; onceKey?: string },
): Promise<ActionRow> {
  await ctx.require(input.whose === 'own' ? 'servers:use' : 'servers:manage', 'write');
  const { action } = parseInput(ActionInput, input);
  const id = input.onceKey ? await derivedUuid(`server-action:${input.onceKey}`) : ctx.newId();
  const asked = input.onceKey ? await loadAction(ctx, id) : undefined;
  // Looked at first: what was asked for may have come true by now, and then it would seem needless.
  if (asked) return asked;
  const server = await findServer(ctx, input.serverId, input.whose);
  const settings = await ctx.settings(serversSettings);
  const row = newAction(ctx, { id, action, server, settings });
  const needless = whyNeedless(row);
  if (needless) throw new ConflictError('needless', needless);
  const effects = effectsOf(ctx, row, settings);
  try {
    await ctx.commit({
      ...effects,
      statements: [
        withinLimitOfPerson(ctx, row),
        withinLimitOfServer(ctx, row),
        ctx.db.insert(serverActions).values(row),
        ...effects.statements,
      ],
      audit: [auditOf('request-action', row)],
    });
  } catch (error) {
    const twin = isUniqueViolation(error, 'server_actions_pkey') ? await loadAction(ctx, id) : undefined;
    if (twin) return twin;
    throw explainRefusal(ctx, error, server.name);
  }
  return row;
}
