import { Card, EmptyState, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { countGrants, type GrantCounts, listRules } from '../actions/list-rules.ts';
import { listRuns } from '../actions/list-runs.ts';
import type { RuleView, RunView } from '../schemas.ts';
import { RolesHeader, RuleState, RunState, runTitle } from './role-parts.tsx';
import { newRule } from './rule-form.tsx';

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
