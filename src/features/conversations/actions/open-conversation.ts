import { and, eq, sql } from 'drizzle-orm';
import type { ActionContext, AuditEntry, Change } from '../../../core/context.ts';
import { requireThat } from '../../../core/database/guard.ts';
import { ConflictError } from '../../../core/errors.ts';
import type { Permission } from '../../../core/feature.ts';
import type { Priority, RouteReason, Transport } from '../model.ts';
import type { OpeningMessage } from '../opening-message.ts';
import { conversations } from '../tables.ts';
import { type ConversationRow, conversationView } from '../views.ts';

const KEY_TAKEN = 'conversation-open';

export interface OpenConversationInput {
  /** Chosen by the caller where other rows name it; else a new one. */
  id?: string;
  /** Name of the feature that it belongs to. */
  feature: string;
  person: { id: string; name: string };
  transport: Transport;
  channelId?: string | null;
  subject?: string;
  /** At most one conversation that is not closed has it, e.g. `dm:<person>`; then that one is returned. */
  openKey?: string | null;
  assignee?: { id: string; name: string } | null;
  routeReason?: RouteReason | null;
  tags?: string[];
  priority?: Priority;
  /** Whether messages stand on coloured cards that name their author in its thread or channel. */
  hasCards?: boolean;
  /** What the person wrote to begin it. */
  first?: OpeningMessage;
  /** How it is called in the audit log, where the caller's own word says more. */
  auditAs?: (entry: AuditEntry) => AuditEntry;
  /** What has to happen together with it, and only if it is new. */
  extra?: Partial<Change>;
}

/** Opens a conversation, or gives the one that is open under the same key. Of two at once one opens it. */
export async function openConversation(
  ctx: ActionContext,
  input: OpenConversationInput,
  access: Permission = 'conversations:write',
): Promise<{ conversation: ConversationRow; created: boolean }> {
  await ctx.require(access);
  const before = await findOpen(ctx, input);
  if (before) return { conversation: before, created: false };
  const at = ctx.now();
  const values = {
    id: input.id ?? ctx.newId(),
    guildId: ctx.guildId,
    feature: input.feature,
    openKey: input.openKey ?? null,
    personId: input.person.id,
    personName: input.person.name,
    subject: input.subject ?? '',
    state: 'open' as const,
    assigneeId: input.assignee?.id ?? null,
    assigneeName: input.assignee?.name ?? null,
    routeReason: input.routeReason ?? null,
    transport: input.transport,
    channelId: input.channelId ?? null,
    hasCards: input.hasCards ?? false,
    tags: input.tags ?? [],
    priority: input.priority ?? ('normal' as const),
    snoozedUntil: null,
    preview: input.first?.preview ?? '',
    lastMessageAt: at,
    lastInboundAt: input.first ? at : null,
    lastInboundSequence: 0,
    lastOutboundAt: null,
    mergedIntoId: null,
    version: 1,
    outboxVersion: 0,
    senderToken: null,
    senderUntil: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
  };
  const view = conversationView({ ...values, number: 0 });
  const subject = `conversation:${values.id}`;
  const { number: _, ...after } = view;
  const number = sql`(select number from conversations where id = ${values.id}::uuid)`;
  const { statements = [], signals = [], audit = [], jobs = [] } = input.extra ?? {};
  const first = input.first?.change({ ...values, number: 0 }, number);
  const opened = { action: 'conversations.open', target: subject, after };
  // Before the insert, which would only say that some index refused it.
  const guard = values.openKey
    ? [
        requireThat(
          sql`not exists (select 1 from conversations where guild_id = ${ctx.guildId}
            and feature = ${values.feature} and open_key = ${values.openKey})`,
          KEY_TAKEN,
        ),
      ]
    : [];
  try {
    const results = await ctx.commit({
      statements: [
        sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.guildId}:${values.feature}:${values.openKey ?? values.id}`}, 0))`,
        ...guard,
        ctx.db
          .insert(conversations)
          .values({ ...values, number: sql`next_number(${ctx.guildId}, 'conversation')` })
          .returning({ number: conversations.number }),
        ...(first?.statements ?? []),
        ...statements,
      ],
      signals: [
        {
          type: 'conversation.changed',
          subject,
          data: { conversation: view, change: 'opened' },
          patches: [{ path: ['conversation', 'number'], value: number }],
        },
        ...(first?.signals ?? []),
        ...signals,
      ],
      audit: [input.auditAs?.(opened) ?? opened, ...audit],
      jobs: [...(first?.jobs ?? []), ...jobs],
    });
    const [made] = results[1 + guard.length] as { number: number }[];
    return { conversation: { ...values, number: made?.number ?? 0 }, created: true };
  } catch (error) {
    if (!(error instanceof ConflictError) || error.reason !== KEY_TAKEN) throw error;
    const other = await findOpen(ctx, input);
    if (!other) throw error;
    return { conversation: other, created: false };
  }
}

async function findOpen(
  ctx: ActionContext,
  { feature, openKey }: OpenConversationInput,
): Promise<ConversationRow | undefined> {
  if (!openKey) return undefined;
  const [row] = await ctx.db
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.guildId, ctx.guildId),
        eq(conversations.feature, feature),
        eq(conversations.openKey, openKey),
      ),
    );
  return row;
}
