import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ActionContext } from '../../../core/context.ts';
import { explainObstacle, type Obstacle, obstacleOf } from '../../../core/roles/role-order.ts';
import type { NewSignal } from '../../../core/signals/signal.ts';
import {
  DISCORD_ERROR_CODES,
  DiscordError,
  explainDiscordError,
  hasDiscordCode,
  isMissingAccess,
  isMissingPermissions,
  isUnknownMember,
} from '../../../discord/errors.ts';
import { addMemberRole, removeMemberRole } from '../../../discord/members.ts';
import { isAdding } from '../model.ts';
import { roleChanges, roleRules } from '../tables.ts';
import { readServer } from './read-server.ts';

type ChangeRow = typeof roleChanges.$inferSelect;
type RuleRow = typeof roleRules.$inferSelect;

/** Calls between two looks at the database. */
const BATCH = 10;

type Outcome =
  | { kind: 'done' }
  | { kind: 'left' }
  | { kind: 'failed'; problem: string }
  | { kind: 'blocked'; obstacle: Obstacle };

/**
 * Makes the next calls to Discord, those first that somebody waits for, and writes down what became of each. One call
 * for each role and person: setting a member's whole list in one call would undo what others change meanwhile. Giving
 * and taking can be done twice, so after a crash the last batch is. Returns how many were settled; throws what Discord
 * may get over, after writing down the rest.
 */
export async function applyBatch(ctx: ActionContext): Promise<number> {
  const changes = await ctx.db
    .select()
    .from(roleChanges)
    .where(and(eq(roleChanges.guildId, ctx.guildId), eq(roleChanges.state, 'planned')))
    .orderBy(sql`${roleChanges.urgent} desc`, roleChanges.id)
    .limit(BATCH);
  if (changes.length === 0) return 0;
  const rules = await loadRulesOf(ctx, changes);
  const settled: { change: ChangeRow; outcome: Outcome }[] = [];
  const stopped = new Map<string, Obstacle>();
  let wait: unknown;
  for (const change of changes) {
    if (stopped.has(change.roleId)) continue;
    const outcome = await tryChange(ctx, change, rules.get(change.ruleId)).catch((error: unknown) => {
      wait = error;
      return undefined;
    });
    if (!outcome) break;
    settled.push({ change, outcome });
    if (outcome.kind === 'blocked') stopped.set(change.roleId, outcome.obstacle);
  }
  if (settled.length > 0) {
    const botRoleName = stopped.size > 0 ? await findCause(ctx, stopped) : undefined;
    await writeDown(ctx, settled, rules, stopped, botRoleName);
  }
  if (wait) throw wait;
  return settled.length;
}

/** Looks once why Discord refused: where it can be seen, that is the obstacle. Gives the bot's role's name if it can. */
async function findCause(ctx: ActionContext, stopped: Map<string, Obstacle>): Promise<string | undefined> {
  try {
    const { roles, bot, botRoleName } = await readServer(ctx);
    for (const [roleId, before] of stopped) {
      const role = roles.find(({ id }) => id === roleId);
      stopped.set(roleId, obstacleOf(role, ctx.guildId, bot) ?? before);
    }
    return botRoleName;
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    return undefined;
  }
}

async function loadRulesOf(
  ctx: ActionContext,
  changes: readonly ChangeRow[],
): Promise<ReadonlyMap<string, RuleRow>> {
  const ids = [...new Set(changes.map(({ ruleId }) => ruleId))];
  const rows = await ctx.db
    .select()
    .from(roleRules)
    .where(and(eq(roleRules.guildId, ctx.guildId), inArray(roleRules.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}

async function tryChange(
  ctx: ActionContext,
  { userId, roleId, cause }: ChangeRow,
  rule: RuleRow | undefined,
): Promise<Outcome> {
  const call = isAdding(cause) ? addMemberRole : removeMemberRole;
  try {
    // The job comes again by itself, so waiting here for long would only hold up the others.
    await call(ctx.discord, ctx.guildId, userId, roleId, { reason: reasonOf(ctx, rule, cause), retries: 1 });
    return { kind: 'done' };
  } catch (error) {
    if (isUnknownMember(error)) return { kind: 'left' };
    if (hasDiscordCode(error, DISCORD_ERROR_CODES.unknownRole)) return { kind: 'blocked', obstacle: 'gone' };
    if (isMissingPermissions(error) || isMissingAccess(error))
      return { kind: 'blocked', obstacle: 'refused' };
    if (!(error instanceof DiscordError) || error.retryable) throw error;
    return { kind: 'failed', problem: explainDiscordError(error) };
  }
}

/** For Discord's audit log; cut there at 512 characters. */
function reasonOf(ctx: ActionContext, rule: RuleRow | undefined, cause: ChangeRow['cause']): string {
  if (cause === 'undone' || cause === 'restored') return 'Guildhall: an earlier change was taken back';
  const title = rule && ctx.runtime.registry.standings.get(rule.standing)?.title;
  const why = cause === 'lost' ? `No longer: ${title ?? 'a rule'}` : (title ?? 'a rule');
  return `Guildhall: ${why}${rule?.reason ? ` – ${rule.reason}` : ''}`;
}

const LEFT = 'They are not in this server any more.';

async function writeDown(
  ctx: ActionContext,
  settled: readonly { change: ChangeRow; outcome: Outcome }[],
  rules: ReadonlyMap<string, RuleRow>,
  stopped: ReadonlyMap<string, Obstacle>,
  botRoleName: string | undefined,
): Promise<void> {
  const at = sql`${ctx.now().toISOString()}::timestamptz`;
  const explain = (obstacle: Obstacle, roleId: string) =>
    explainObstacle(obstacle, nameOf(rules, roleId), botRoleName);
  const results = settled.map(({ change, outcome }) => ({
    id: change.id,
    state: outcome.kind === 'done' ? 'done' : 'failed',
    problem:
      outcome.kind === 'left'
        ? LEFT
        : outcome.kind === 'failed'
          ? outcome.problem
          : outcome.kind === 'blocked'
            ? explain(stopped.get(change.roleId) ?? outcome.obstacle, change.roleId)
            : null,
  }));
  const isGone = ({ change, outcome }: (typeof settled)[number]) =>
    outcome.kind === 'left' || (outcome.kind === 'done' && !isAdding(change.cause));
  const pairs = (some: typeof settled) =>
    JSON.stringify(some.map(({ change }) => ({ user_id: change.userId, role_id: change.roleId })));
  const gone = settled.filter(isGone);
  const given = settled.filter(({ change, outcome }) => outcome.kind === 'done' && isAdding(change.cause));
  const statements = [
    sql`update role_changes c set state = t.state, problem = t.problem, settled_at = ${at}
      from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as t (id uuid, state text, problem text)
      where c.guild_id = ${ctx.guildId} and c.id = t.id`,
    sql`update role_grants g set state = 'held', since = ${at}
      from jsonb_to_recordset(${pairs(given)}::jsonb) as t (user_id text, role_id text)
      where g.guild_id = ${ctx.guildId} and g.user_id = t.user_id and g.role_id = t.role_id and g.state = 'pending'`,
    sql`delete from role_grants g using jsonb_to_recordset(${pairs(gone)}::jsonb) as t (user_id text, role_id text)
      where g.guild_id = ${ctx.guildId} and g.user_id = t.user_id and g.role_id = t.role_id`,
    // What else waits for a role that is out of reach is not even tried: each try would count against the bot.
    ...[...stopped].flatMap(([roleId, obstacle]) => [
      sql`update role_changes set state = 'failed', problem = ${explain(obstacle, roleId)}, settled_at = ${at}
        where guild_id = ${ctx.guildId} and role_id = ${roleId} and state = 'planned'`,
      sql`update role_rules set problem = ${obstacle}, problem_since = ${at}
        where guild_id = ${ctx.guildId} and role_id = ${roleId}`,
    ]),
  ];
  await ctx.commit({
    statements,
    signals: [
      ...settled.flatMap(({ change, outcome }) =>
        outcome.kind === 'done' ? [changeSignal(change, rules)] : [],
      ),
      ...[...stopped].flatMap(([roleId, obstacle]) =>
        blockedSignal(roleId, obstacle, rules, explain(obstacle, roleId)),
      ),
    ],
  });
}

function changeSignal(change: ChangeRow, rules: ReadonlyMap<string, RuleRow>): NewSignal {
  const { userId, roleId, ruleId, cause, runId } = change;
  return {
    type: isAdding(cause) ? 'role.granted' : 'role.revoked',
    subject: `member:${userId}`,
    data: {
      userId,
      roleId,
      roleName: nameOf(rules, roleId),
      ruleId,
      standing: rules.get(ruleId)?.standing ?? '',
      cause,
      runId,
    },
  };
}

function blockedSignal(
  roleId: string,
  obstacle: Obstacle,
  rules: ReadonlyMap<string, RuleRow>,
  problem: string,
): NewSignal[] {
  const rule = [...rules.values()].find((one) => one.roleId === roleId);
  if (!rule) return [];
  const { id: ruleId, roleName } = rule;
  return [
    {
      type: 'roles.blocked',
      subject: `role-rule:${ruleId}`,
      data: { ruleId, roleId, roleName, obstacle, problem },
    },
  ];
}

const nameOf = (rules: ReadonlyMap<string, RuleRow>, roleId: string): string =>
  [...rules.values()].find((one) => one.roleId === roleId)?.roleName ?? roleId;
