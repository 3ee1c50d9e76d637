import { type BotReach, type Obstacle, obstacleOf, type RoleFacts } from './role-order.ts';

/** One member and one role, and the rule that it is about. */
export interface RoleStep {
  userId: string;
  roleId: string;
  ruleId: string;
}

/**
 * What the ledger knows of a role that a rule gave. `pending`: it was to be given and nobody saw it arrive yet.
 * `waived`: given, taken away by hand, and left so.
 */
export interface OwnedRole extends RoleStep {
  state: 'pending' | 'held' | 'waived';
}

/** How a rule wants its role treated. */
export interface RolePolicy {
  ruleId: string;
  roleId: string;
  /** Takes the role away when the standing is lost. */
  removeOnLoss: boolean;
  /** Takes a role that somebody has already for one that it gave itself. */
  adopt: boolean;
  /** Gives the role again when it was taken away by hand. */
  repair: boolean;
  /** Stands still: neither gives nor takes. */
  paused: boolean;
}

export interface RolePlanInput {
  guildId: string;
  rules: readonly RolePolicy[];
  /** Who has the standing of which rule. */
  desired: Iterable<RoleStep>;
  /** Roles of each member that was looked at; whoever is absent is not in the server. */
  actual: ReadonlyMap<string, readonly string[]>;
  /** What the ledger says of the people who were looked at. Anything else is somebody else's and never touched. */
  owned: readonly OwnedRole[];
  roles: readonly RoleFacts[];
  bot: BotReach;
}

export type PlannedAdd = RoleStep & { cause: 'gained' | 'repair' };

/** What stands in the way of a role, and how many changes wait for it. */
export interface BlockedRole {
  roleId: string;
  obstacle: Obstacle;
  adding: number;
  removing: number;
}

export interface RolePlan {
  add: PlannedAdd[];
  remove: RoleStep[];
  /** Roles that people have already and that a rule takes over. No call. */
  adopt: RoleStep[];
  /** Roles of the ledger seen on their people, though it did not believe it or had them as another rule's. No call. */
  confirm: RoleStep[];
  /** Taken away by hand and left so, also where another rule left it. No call. */
  waive: RoleStep[];
  /** Lines of the ledger that no longer mean anything. No call. */
  forget: RoleStep[];
  /** Taken away by hand, repaired or not. */
  taken: RoleStep[];
  /** Given by hand to people without the standing. Theirs: never touched. */
  given: RoleStep[];
  /** Given by hand to people who have the standing, too, and not taken over. Theirs as well. */
  theirs: RoleStep[];
  blocked: BlockedRole[];
  /** Roles that are as they should be. */
  keep: number;
  /** Calls to Discord that it takes: one for each difference. */
  calls: number;
}

/**
 * What has to change so that people have the roles that their standing gives them, in one pass over the members. Pure.
 * Only roles of the ledger are taken away; managed roles, \@everyone, those not below the bot's own and those of paused
 * rules are not touched at all. Applying a plan and planning again gives no changes.
 */
export function planRoles(input: RolePlanInput): RolePlan {
  const { actual } = input;
  const policies = new Map(input.rules.map((rule) => [rule.ruleId, rule]));
  const obstacles = obstaclesOf(input);
  const has = new Map([...actual].map(([userId, roleIds]) => [userId, new Set(roleIds)]));
  const owned = new Map(input.owned.map((one) => [keyOf(one), one]));
  const desired = new Map<string, RoleStep>();
  for (const step of input.desired) {
    const policy = policies.get(step.ruleId);
    if (!policy || policy.paused || policy.roleId !== step.roleId) continue;
    const before = desired.get(keyOf(step));
    // The rule that gave it stays its rule, else the one with the lower id: the order of asking must not matter.
    const giver = owned.get(keyOf(step))?.ruleId;
    if (!before || step.ruleId === giver || (before.ruleId !== giver && step.ruleId < before.ruleId))
      desired.set(keyOf(step), step);
  }

  const plan: RolePlan = {
    add: [],
    remove: [],
    adopt: [],
    confirm: [],
    waive: [],
    forget: [],
    taken: [],
    given: [],
    theirs: [],
    blocked: [],
    keep: 0,
    calls: 0,
  };
  const blocked = new Map<string, BlockedRole>();
  const isBlocked = ({ roleId }: RoleStep, what: 'adding' | 'removing'): boolean => {
    const obstacle = obstacles.get(roleId);
    if (!obstacle) return false;
    const line = blocked.get(roleId) ?? { roleId, obstacle, adding: 0, removing: 0 };
    line[what] += 1;
    blocked.set(roleId, line);
    return true;
  };

  for (const [key, { userId, roleId, ruleId }] of desired) {
    const step = { userId, roleId, ruleId };
    const ledger = owned.get(key);
    const present = has.get(userId);
    const policy = policies.get(ruleId);
    // The rule that gave it does not want it any more, or is gone: else nothing would ever end that one.
    const passes = ledger && ledger.ruleId !== ruleId && !policies.get(ledger.ruleId)?.paused;
    if (!present) {
      if (ledger) plan.forget.push(step);
    } else if (present.has(roleId)) {
      plan.keep += 1;
      if (ledger && (ledger.state !== 'held' || passes)) plan.confirm.push(step);
      else if (!ledger && !policy?.adopt) plan.theirs.push(step);
      else if (!ledger && !obstacles.has(roleId)) plan.adopt.push(step);
    } else if (!ledger || ledger.state === 'pending') {
      if (!isBlocked(step, 'adding')) plan.add.push({ ...step, cause: 'gained' });
    } else if (ledger.state === 'held') {
      if (!policy?.repair) {
        plan.taken.push(step);
        plan.waive.push(step);
      } else if (!isBlocked(step, 'adding')) {
        plan.taken.push(step);
        plan.add.push({ ...step, cause: 'repair' });
      }
    } else if (passes) plan.waive.push(step);
  }

  for (const [key, { userId, roleId, ruleId, state }] of owned) {
    if (desired.has(key)) continue;
    const step = { userId, roleId, ruleId };
    const policy = policies.get(ruleId);
    const present = has.get(userId);
    if (!present || obstacles.get(roleId) === 'gone') plan.forget.push(step);
    else if (policy?.paused) plan.keep += 1;
    else if (present.has(roleId)) {
      if (policy && !policy.removeOnLoss) plan.keep += 1;
      else if (!isBlocked(step, 'removing')) plan.remove.push(step);
    } else if (state === 'pending' && !obstacles.has(roleId)) {
      // It may be on its way just now; taking away what is not there does no harm.
      plan.remove.push(step);
    } else plan.forget.push(step);
  }

  const ruled = new Map(
    input.rules.filter(({ paused }) => !paused).map((rule) => [rule.roleId, rule.ruleId]),
  );
  for (const [userId, roleIds] of has) {
    for (const roleId of roleIds) {
      const ruleId = ruled.get(roleId);
      const key = keyOf({ userId, roleId });
      if (ruleId !== undefined && !desired.has(key) && !owned.has(key))
        plan.given.push({ userId, roleId, ruleId });
    }
  }

  for (const list of [plan.add, plan.remove, plan.adopt, plan.confirm, plan.waive, plan.forget])
    list.sort(compareSteps);
  plan.taken.sort(compareSteps);
  plan.given.sort(compareSteps);
  plan.theirs.sort(compareSteps);
  plan.blocked = [...blocked.values()].sort((a, b) => compareText(a.roleId, b.roleId));
  plan.calls = plan.add.length + plan.remove.length;
  return plan;
}

/** By role id: what keeps the bot from handing it out. */
function obstaclesOf({ rules, owned, roles, guildId, bot }: RolePlanInput): Map<string, Obstacle> {
  const byId = new Map(roles.map((role) => [role.id, role]));
  const ids = new Set([...rules, ...owned].map(({ roleId }) => roleId));
  return new Map(
    [...ids].flatMap((id): [string, Obstacle][] => {
      const obstacle = obstacleOf(byId.get(id), guildId, bot);
      return obstacle ? [[id, obstacle]] : [];
    }),
  );
}

const keyOf = ({ userId, roleId }: Pick<RoleStep, 'userId' | 'roleId'>): string => `${userId}:${roleId}`;

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareSteps = (a: RoleStep, b: RoleStep): number =>
  compareText(a.roleId, b.roleId) || compareText(a.userId, b.userId);
