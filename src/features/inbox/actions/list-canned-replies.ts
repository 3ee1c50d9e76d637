import type { ActionContext } from '../../../core/context.ts';
import { type CannedRow, listCannedReplies as listAll } from '../../conversations/public.ts';

/** Canned replies by name; `words` narrow them by name or text. */
export const listCannedReplies = (
  ctx: ActionContext,
  which: { words?: string; limit?: number } = {},
): Promise<CannedRow[]> => listAll(ctx, which, 'inbox:read');
