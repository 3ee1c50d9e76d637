import * as v from 'valibot';
import type { ActionContext } from '../../../core/context.ts';
import { ConflictError, InputError } from '../../../core/errors.ts';
import { parseInput } from '../../../core/parse-input.ts';
import { type ConversationRow, editConversation, PRIORITIES } from '../../conversations/public.ts';
import { requireWork } from '../access.ts';
import { changing, ticketExtra } from '../change-ticket.ts';
import { findCategory } from '../find-category.ts';
import { Subject } from '../schemas.ts';
import type { TicketChange } from '../signals.ts';
import type { Ticket, TicketRow } from '../views.ts';

const Tag = v.pipe(
  v.string('Give a word.'),
  v.trim(),
  v.minLength(1, 'Give a word.'),
  v.maxLength(40, 'At most 40 characters.'),
);

export const EditTicketInput = v.object({
  subject: v.optional(Subject),
  priority: v.optional(v.picklist(PRIORITIES, `Say one of ${PRIORITIES.join(', ')}.`)),
  tags: v.optional(v.pipe(v.array(Tag, 'Give a list of words.'), v.maxLength(25, 'At most 25.'))),
  /** Id or name; null for none. */
  category: v.optional(v.nullable(v.pipe(v.string('Give a category.'), v.maxLength(100)))),
  status: v.optional(v.picklist(['open', 'in_progress', 'waiting'], 'Close it by the action of that name.')),
});
export type EditTicketInput = v.InferInput<typeof EditTicketInput>;

interface Edit {
  conversation: Partial<Pick<ConversationRow, 'subject' | 'priority' | 'tags'>>;
  ticket: Partial<TicketRow>;
  state?: 'open' | 'waiting';
  verbs: { verb: string; said: TicketChange; words: string }[];
}

const STATUS_WORDS = { open: 'open', in_progress: 'in progress', waiting: 'waiting for the member' };

/**
 * Changes subject, priority, tags, category or status of a ticket, all that is given at once and as one line of the
 * audit log. Throws ConflictError where nothing would change, and for a closed ticket's status.
 */
export async function editTicket(
  ctx: ActionContext,
  reference: string,
  raw: EditTicketInput,
): Promise<Ticket> {
  const input = parseInput(EditTicketInput, raw);
  return changing(ctx, reference, async (found) => {
    const access = await requireWork(ctx, found);
    const edit = await planEdit(ctx, found, input);
    const { number } = found.conversation;
    const [first, ...more] = edit.verbs;
    if (!first) {
      if (Object.values(input).every((value) => value === undefined))
        throw new InputError('Say what to change: subject, priority, tags, category or status.');
      throw new ConflictError('unchanged', `#${number} is so already.`);
    }
    const one = more.length === 0;
    const extra = ticketExtra(ctx, found, {
      verb: one ? first.verb : 'edit',
      said: one ? first.said : 'edited',
      conversation: edit.conversation,
      ticket: edit.ticket,
      event: `${ctx.actor.name} ${edit.verbs.map(({ words }) => words).join(', ')}.`,
    });
    await editConversation(
      ctx,
      found.ticket.id,
      { ...edit.conversation, ...(edit.state ? { state: edit.state } : {}), extra },
      access,
    );
  });
}

async function planEdit(
  ctx: ActionContext,
  { ticket, conversation }: Ticket,
  { subject, priority, tags, category, status }: v.InferOutput<typeof EditTicketInput>,
): Promise<Edit> {
  const edit: Edit = { conversation: {}, ticket: {}, verbs: [] };
  if (subject !== undefined && subject !== conversation.subject) {
    edit.conversation.subject = subject;
    edit.verbs.push({ verb: 'rename', said: 'renamed', words: `called this “${subject}”` });
  }
  if (priority && priority !== conversation.priority) {
    edit.conversation.priority = priority;
    edit.verbs.push({ verb: 'priority', said: 'priority', words: `set the priority to ${priority}` });
  }
  const wanted = tags && [...new Set(tags)];
  if (wanted && wanted.join('\n') !== conversation.tags.join('\n')) {
    edit.conversation.tags = wanted;
    const words = wanted.length > 0 ? `tagged this ${wanted.join(', ')}` : 'removed the tags';
    edit.verbs.push({ verb: 'tags', said: 'tags', words });
  }
  if (category !== undefined) {
    const row = category === null ? null : await findCategory(ctx, category);
    if ((row?.id ?? null) !== ticket.categoryId) {
      edit.ticket.categoryId = row?.id ?? null;
      const words = row ? `moved this to ${row.name}` : 'took this out of its category';
      edit.verbs.push({ verb: 'move', said: 'moved', words });
    }
  }
  if (status && status !== ticket.status) {
    edit.state = status === 'waiting' ? 'waiting' : 'open';
    edit.ticket.status = status;
    edit.verbs.push({ verb: 'status', said: 'status', words: `set this to ${STATUS_WORDS[status]}` });
  }
  return edit;
}
