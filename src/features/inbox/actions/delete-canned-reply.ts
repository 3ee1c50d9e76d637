import type { ActionContext } from '../../../core/context.ts';
import { deleteCannedReply as remove } from '../../conversations/public.ts';

export const deleteCannedReply = (ctx: ActionContext, reference: string): Promise<void> =>
  remove(ctx, reference, 'inbox:write');
