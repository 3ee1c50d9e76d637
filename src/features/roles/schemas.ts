import * as v from 'valibot';
import { OBSTACLES } from '../../core/roles/role-order.ts';
import { CHANGE_CAUSES, CHANGE_STATES, GRANT_STATES, RULE_STATES, RUN_KINDS, RUN_STATES } from './model.ts';

const id = v.pipe(v.string(), v.uuid());
const instant = v.pipe(v.string(), v.isoTimestamp());

export const RoleId = v.pipe(
  v.string('Choose a role.'),
  v.regex(/^\d{15,20}$/, 'That is not the id of a Discord role. Choose one from the list.'),
);
export const UserId = v.pipe(
  v.string('Choose a person.'),
  v.regex(/^\d{15,20}$/, 'That is not the id of a Discord user.'),
);
export const RuleId = v.pipe(v.string(), v.uuid('That is not the id of a rule.'));
export const RunId = v.pipe(v.string(), v.uuid('That is not the id of a run.'));

export const Reason = v.pipe(
  v.string('Give a text.'),
  v.transform((text) => text.toWellFormed().replace(/\s+/g, ' ').trim()),
  v.maxLength(200, 'At most 200 characters.'),
);

/** How a rule treats its role; what is absent stays, or is as said. */
export const RulePolicyFields = {
  removeOnLoss: v.optional(
    v.pipe(
      v.boolean('Say true or false.'),
      v.description('Take the role away when the standing is lost. Default: true.'),
    ),
  ),
  adopt: v.optional(
    v.pipe(
      v.boolean('Say true or false.'),
      v.description('Take over the role of people who have it already, so that it can be taken away later.'),
    ),
  ),
  repair: v.optional(
    v.pipe(
      v.boolean('Say true or false.'),
      v.description('Give the role again when it was taken away by hand. Default: true.'),
    ),
  ),
  reason: v.optional(v.pipe(Reason, v.description("Shown in Discord's audit log with each change."))),
};

export const StandingSchema = v.object({ id: v.string(), title: v.string(), help: v.string() });

export const RuleSchema = v.object({
  id,
  standing: v.pipe(v.string(), v.description('`<feature>.<standing>`; see GET /roles/standings.')),
  standingTitle: v.string(),
  roleId: v.string(),
  roleName: v.string(),
  state: v.picklist(RULE_STATES),
  removeOnLoss: v.boolean(),
  adopt: v.boolean(),
  repair: v.boolean(),
  reason: v.string(),
  obstacle: v.pipe(v.nullable(v.picklist(OBSTACLES)), v.description('Why nothing can be done about it.')),
  problem: v.pipe(v.nullable(v.string()), v.description('The same in words, with what to do.')),
  createdAt: instant,
});
export type RuleView = v.InferOutput<typeof RuleSchema>;

export const StepSchema = v.object({
  userId: v.string(),
  userName: v.pipe(v.nullable(v.string()), v.description('Null where Discord did not say it.')),
  roleId: v.string(),
  roleName: v.string(),
  ruleId: v.string(),
  standingTitle: v.string(),
  what: v.picklist(['add', 'remove', 'adopt']),
  cause: v.picklist(['gained', 'repair', 'lost', 'adopted']),
});
export const BlockedSchema = v.object({
  roleId: v.string(),
  roleName: v.string(),
  obstacle: v.picklist(OBSTACLES),
  problem: v.string(),
  adding: v.number(),
  removing: v.number(),
});

export const PlanSchema = v.object({
  fingerprint: v.pipe(
    v.string(),
    v.description('Send it as `expect` to do exactly this, or be told that it changed.'),
  ),
  adding: v.number(),
  removing: v.number(),
  adopting: v.number(),
  keeping: v.pipe(v.number(), v.description('Roles that are as they should be.')),
  calls: v.pipe(v.number(), v.description('Calls to Discord that it takes: one for each difference.')),
  takenByHand: v.number(),
  givenByHand: v.number(),
  blocked: v.array(BlockedSchema),
  listed: v.pipe(
    v.boolean(),
    v.description('False when Discord would not list the members, so that roles given by hand are not seen.'),
  ),
  steps: v.pipe(v.array(StepSchema), v.description('The first 500.')),
  more: v.pipe(v.number(), v.description('Steps that are not shown.')),
  runId: v.pipe(v.nullable(v.string()), v.description('The run that does it; null for a dry run.')),
});
export type PlanView = v.InferOutput<typeof PlanSchema>;
export type StepView = v.InferOutput<typeof StepSchema>;

export const RunSchema = v.object({
  id,
  kind: v.picklist(RUN_KINDS),
  state: v.picklist(RUN_STATES),
  startedBy: v.string(),
  adding: v.number(),
  removing: v.number(),
  adopted: v.number(),
  takenByHand: v.number(),
  givenByHand: v.number(),
  done: v.number(),
  failed: v.number(),
  superseded: v.number(),
  left: v.number(),
  undoes: v.nullable(v.string()),
  createdAt: instant,
  finishedAt: v.nullable(instant),
});
export type RunView = v.InferOutput<typeof RunSchema>;

export const ChangeSchema = v.object({
  id,
  userId: v.string(),
  roleId: v.string(),
  ruleId: v.string(),
  runId: v.string(),
  cause: v.picklist(CHANGE_CAUSES),
  state: v.picklist(CHANGE_STATES),
  problem: v.nullable(v.string()),
  since: instant,
  settledAt: v.nullable(instant),
});
export type ChangeView = v.InferOutput<typeof ChangeSchema>;

export const GrantSchema = v.object({
  userId: v.string(),
  roleId: v.string(),
  ruleId: v.string(),
  state: v.picklist(GRANT_STATES),
  adopted: v.boolean(),
  since: instant,
});
export type GrantView = v.InferOutput<typeof GrantSchema>;

export const PermissionRuleSchema = v.object({
  roleId: v.string(),
  permissions: v.array(v.string()),
});
