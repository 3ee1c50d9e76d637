import { nameMembers } from '../../../core/accounts/member-names.ts';
import { Badge, Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listRules } from '../actions/list-rules.ts';
import { showRun } from '../actions/list-runs.ts';
import { isAdding } from '../model.ts';
import type { ChangeView, RunView } from '../schemas.ts';
import { Person, RunState, roleNames, runTitle, Sign } from './role-parts.tsx';

/** One time that a plan was put into effect: how far it is, and what became of each change. */
export async function runPage(page: PageRequest): Promise<PageView> {
  const { run, changes, more } = await showRun(page.ctx, page.param('run'));
  const [names, roles] = await Promise.all([
    nameMembers(
      page.ctx,
      changes.map(({ userId }) => userId),
    ),
    roleNames(page, await listRules(page.ctx)),
  ]);
  const mayUndo = page.can('roles:sync') && run.state === 'done' && run.kind !== 'undo' && run.done > 0;
  return {
    title: runTitle(run),
    body: (
      <>
        <PageHeader
          title={runTitle(run)}
          lead={<Time at={new Date(run.createdAt)} full />}
          back={{ href: `${page.base}/roles`, title: 'Roles' }}
        >
          {mayUndo && run.kind !== 'reaction' && (
            <ActionButton
              page={page}
              action={`${page.base}/roles/runs/${run.id}/undo`}
              kind="danger"
              label="Take it back: this plan, and pause its rules"
              once
            >
              Take it back
            </ActionButton>
          )}
        </PageHeader>
        <FormProblems page={page} />
        <div id="progress" data-live="roles.* role.*">
          <Progress run={run} />
        </div>
        {changes.length > 0 && (
          <div id="changes" data-live="roles.* role.*">
            <Card flush title="Changes">
              <Changes page={page} changes={changes} names={names} roles={roles} />
              {more > 0 && <p class="muted more">and {more} more</p>}
            </Card>
          </div>
        )}
      </>
    ),
  };
}

const Progress = ({ run }: { run: RunView }) => {
  const all = run.adding + run.removing;
  const settled = Math.max(0, all - run.left);
  return (
    <Card>
      <p>
        <RunState run={run} /> {settled} of {all} changes are through: {run.done} done, {run.failed} failed
        {run.superseded > 0 && <>, {run.superseded} not needed any more</>}.
      </p>
      <progress
        max={Math.max(1, all)}
        value={all === 0 ? 1 : settled}
        aria-label="Changes that are through"
      />
      {run.failed > 0 && run.state === 'done' && (
        <Note tone="warning">What failed says why below. Mend that, then make a plan again.</Note>
      )}
    </Card>
  );
};

const tones = { planned: 'neutral', done: 'good', failed: 'bad', superseded: 'neutral' } as const;
const states = {
  planned: 'To do',
  done: 'Done',
  failed: 'Failed',
  superseded: 'Not needed any more',
} as const;

/** Changes as rows; also somebody's history. */
export const Changes = (props: {
  page: PageRequest;
  changes: readonly ChangeView[];
  names: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, string>;
}) => {
  const { page, changes, names, roles } = props;
  return (
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Changes</caption>
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr>
              <td class="lead-cell" data-label="Change">
                <Sign what={isAdding(change.cause) ? 'add' : 'remove'} />
              </td>
              <td data-label="Person">
                <Person page={page} userId={change.userId} name={names.get(change.userId)} />
              </td>
              <td data-label="Role">@{roles.get(change.roleId) ?? change.roleId}</td>
              <td data-label="State">
                <Badge tone={tones[change.state]}>{states[change.state]}</Badge>
                {change.problem && <div class="sub">{change.problem}</div>}
              </td>
              <td data-label="When" class="quiet">
                <Time at={new Date(change.settledAt ?? change.since)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
