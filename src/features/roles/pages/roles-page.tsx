import { obstacleOf } from '../../../core/roles/role-order.ts';
import { Card, EmptyState, Note, Time } from '../../../core/web/components/basics.tsx';
import {
  ActionButton,
  Form,
  FormProblems,
  Select,
  Switch,
  TextInput,
} from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { countGrants, type GrantCounts, listRules, listStandings } from '../actions/list-rules.ts';
import { listRuns } from '../actions/list-runs.ts';
import type { RuleView, RunView } from '../schemas.ts';
import { readServer, type ServerRoles } from '../syncing/read-server.ts';
import { RolesHeader, RuleState, RunState, runTitle } from './role-parts.tsx';

/** The rules with what stands in their way, the last runs, and the form for a new rule. */
export async function rolesPage(page: PageRequest): Promise<PageView> {
  const [rules, counts, runs] = await Promise.all([
    listRules(page.ctx),
    countGrants(page.ctx),
    listRuns(page.ctx, 8),
  ]);
  return {
    title: 'Roles',
    body: (
      <>
        <RolesHeader page={page} current="/roles" />
        <FormProblems page={page} />
        {rules.length === 0 ? (
          <EmptyState icon="people" title="No rules yet">
            A rule gives a Discord role to everybody who is something, such as a linked customer, and takes it
            when they are that no longer. Roles that people gave by hand are never touched.
          </EmptyState>
        ) : (
          <div class="card flush" id="rules" data-live="roles.*">
            <RuleTable page={page} rules={rules} counts={counts} />
          </div>
        )}
        {runs.length > 0 && (
          <div id="runs" data-live="roles.*">
            <Card flush title="Last changes">
              <RunTable page={page} runs={runs} />
            </Card>
          </div>
        )}
        {page.can('roles:manage') && (await newRule(page))}
      </>
    ),
  };
}

const owned = ({ held = 0, pending = 0 }: GrantCounts = {}): number => held + pending;

const RuleTable = (props: {
  page: PageRequest;
  rules: readonly RuleView[];
  counts: ReadonlyMap<string, GrantCounts>;
}) => {
  const { page, rules, counts } = props;
  const mayManage = page.can('roles:manage');
  return (
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Rules</caption>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">Gets the role</th>
            <th scope="col">State</th>
            <th scope="col">People</th>
            {mayManage && (
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr>
              <td class="lead-cell" data-label="Who">
                {mayManage ? (
                  <a class="title" href={`${page.base}/roles/rules/${rule.id}`}>
                    {rule.standingTitle}
                  </a>
                ) : (
                  <strong>{rule.standingTitle}</strong>
                )}
                {rule.problem && <div class="sub">{rule.problem}</div>}
              </td>
              <td data-label="Gets the role">@{rule.roleName}</td>
              <td class="bare" data-label="State">
                <RuleState rule={rule} />
              </td>
              <td class="numeric" data-label="People">
                {owned(counts.get(rule.id))}
              </td>
              {mayManage && (
                <td class="end">
                  <StateButton page={page} rule={rule} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Pauses a rule, or lets it go on. */
export const StateButton = ({ page, rule }: { page: PageRequest; rule: RuleView }) => {
  if (rule.state === 'ending') return null;
  const goesOn = rule.state === 'paused' || rule.obstacle === 'refused';
  const words = rule.state === 'paused' ? 'Resume' : goesOn ? 'Try again' : 'Pause';
  return (
    <ActionButton
      page={page}
      action={`${page.base}/roles/rules/${rule.id}/state`}
      values={{ state: goesOn ? 'active' : 'paused' }}
      label={`${words}: ${rule.standingTitle}, ${rule.roleName}`}
    >
      {words}
    </ActionButton>
  );
};

const RunTable = ({ page, runs }: { page: PageRequest; runs: readonly RunView[] }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Last changes</caption>
      <thead>
        <tr>
          <th scope="col">Why</th>
          <th scope="col">When</th>
          <th scope="col">Given</th>
          <th scope="col">Taken</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr>
            <td class="lead-cell" data-label="Why">
              <a class="title" href={`${page.base}/roles/runs/${run.id}`}>
                {runTitle(run)}
              </a>
            </td>
            <td data-label="When" class="quiet">
              <Time at={new Date(run.createdAt)} />
            </td>
            <td class="numeric" data-label="Given">
              {run.adding}
            </td>
            <td class="numeric" data-label="Taken">
              {run.removing}
            </td>
            <td class="bare" data-label="State">
              <RunState run={run} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

async function newRule(page: PageRequest) {
  const standings = await listStandings(page.ctx);
  if (standings.length === 0) {
    return <Note>No feature tells anything yet that a role could follow.</Note>;
  }
  const server = await rolesOfServer(page);
  if (!server) {
    return (
      <Note tone="warning">Discord does not say which roles there are just now. Try again in a minute.</Note>
    );
  }
  const problems = page.problem?.fields ?? {};
  const hasTyped = page.problem !== undefined;
  return (
    <Card title="New rule">
      <Form page={page} action={`${page.base}/roles`} once>
        <Select
          name="standing"
          label="Who gets the role"
          value={page.value('standing', standings[0]?.id ?? '')}
          problem={problems.standing}
          choices={standings.map(({ id, title }) => ({ value: id, title }))}
        />
        <Select
          name="roleId"
          label="Role"
          value={page.value('roleId', '')}
          problem={problems.roleId}
          help="Roles that Guildhall cannot hand out say why. Move its own role above them in Discord."
          choices={[{ value: '', title: 'Choose a role' }, ...roleChoices(page, server)]}
        />
        <PolicyInputs
          page={page}
          saved={
            hasTyped
              ? {
                  removeOnLoss: page.form.has('removeOnLoss'),
                  adopt: page.form.has('adopt'),
                  repair: page.form.has('repair'),
                  reason: '',
                }
              : { removeOnLoss: true, adopt: false, repair: true, reason: '' }
          }
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            Add rule
          </button>
        </div>
      </Form>
    </Card>
  );
}

/** How a rule treats its role; also on the page of one rule. */
export const PolicyInputs = ({
  page,
  saved,
}: {
  page: PageRequest;
  saved: Pick<RuleView, 'removeOnLoss' | 'adopt' | 'repair' | 'reason'>;
}) => (
  <>
    <Switch name="removeOnLoss" label="Take the role when they are that no longer" on={saved.removeOnLoss} />
    <Switch
      name="repair"
      label="Give it again when somebody takes it away by hand"
      on={saved.repair}
      help="Otherwise it is left so, and shown under “Changed by hand”."
    />
    <Switch
      name="adopt"
      label="Look after it for people who have it already"
      on={saved.adopt}
      help="Otherwise a role given by hand stays theirs, whatever becomes of them."
    />
    <TextInput
      name="reason"
      label="Reason"
      value={page.value('reason', saved.reason)}
      problem={page.problem?.fields.reason}
      help="Shown in Discord’s audit log with each change."
      maxlength={200}
      optional
    />
  </>
);

const tooHigh = {
  'above-bot': 'above Guildhall’s own role',
  'no-permission': 'Guildhall lacks “Manage Roles”',
} as const;

/** Highest first; what is in the way stands beside the name. */
function roleChoices(page: PageRequest, { roles, bot }: ServerRoles) {
  return roles
    .toSorted((a, b) => b.position - a.position)
    .flatMap((role) => {
      const obstacle = obstacleOf(role, page.guild.id, bot);
      if (obstacle === 'everyone' || obstacle === 'managed' || obstacle === 'gone') return [];
      return [{ value: role.id, title: obstacle ? `${role.name} (${tooHigh[obstacle]})` : role.name }];
    });
}

async function rolesOfServer({ ctx }: PageRequest): Promise<ServerRoles | undefined> {
  try {
    return await readServer(ctx);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('roles not read', { error });
    return undefined;
  }
}
