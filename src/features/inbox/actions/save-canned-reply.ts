import type { ActionContext } from '../../../core/context.ts';
import { type CannedInput, type CannedRow, saveCannedReply as save } from '../../conversations/public.ts';

/** Keeps a text for use again, also in tickets; with an `id`, changes that one. */
export const saveCannedReply = (ctx: ActionContext, raw: CannedInput, id?: string): Promise<CannedRow> =>
  save(ctx, raw, id, 'inbox:write');
