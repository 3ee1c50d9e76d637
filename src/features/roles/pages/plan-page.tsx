import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { syncRoles } from '../actions/sync-roles.ts';
import type { PlanView, StepView } from '../schemas.ts';
import { timeOfCalls } from '../time-of-calls.ts';
import { Person, Sign } from './role-parts.tsx';

/** Rows of one page; the figures above are of all. */
const MOST = 100;

/** What would change if somebody said so: given, taken, blocked, and what it costs. Changes nothing. */
export async function planPage(page: PageRequest): Promise<PageView> {
  const plan = await syncRoles(page.ctx, { dryRun: true });
  const changes = plan.adding + plan.removing + plan.adopting;
  return {
    title: 'Plan for roles',
    body: (
      <>
        <PageHeader
          title="Plan for roles"
          lead="Nothing is changed before you say so."
          back={{ href: `${page.base}/roles`, title: 'Roles' }}
        />
        <FormProblems page={page} />
        {!plan.listed && (
          <Note tone="warning">
            Discord does not list the members, so roles given by hand are not seen. Switch on “Server Members
            Intent” in the developer portal, under Bot.
          </Note>
        )}
        <Figures plan={plan} />
        {plan.blocked.length > 0 && <Blocked plan={plan} />}
        {changes === 0 ? (
          <Note tone="good">Nothing to do: everybody within reach has the roles that they should have.</Note>
        ) : (
          <>
            <Card flush title="What changes">
              <Steps page={page} plan={plan} />
            </Card>
            <Confirm page={page} plan={plan} />
          </>
        )}
      </>
    ),
  };
}

const Figures = ({ plan }: { plan: PlanView }) => (
  <div class="stats">
    {(
      [
        [plan.adding, 'to give'],
        [plan.removing, 'to take'],
        ...(plan.adopting > 0 ? ([[plan.adopting, 'to look after']] as const) : []),
        [plan.blocked.reduce((sum, { adding, removing }) => sum + adding + removing, 0), 'blocked'],
        [plan.keeping, 'as they should be'],
        [plan.calls, 'calls to Discord'],
      ] as const
    ).map(([count, words]) => (
      <div class="stat">
        <strong>{count}</strong>
        <span>{words}</span>
      </div>
    ))}
  </div>
);

const Blocked = ({ plan }: { plan: PlanView }) => (
  <Card title="In the way">
    <ul class="list">
      {plan.blocked.map(({ problem, adding, removing }) => (
        <li>
          <Sign what="blocked" /> {problem}{' '}
          {adding + removing > 0 && (
            <span class="muted">
              {[adding > 0 && `${adding} to give`, removing > 0 && `${removing} to take`]
                .filter(Boolean)
                .join(' and ')}{' '}
              {adding + removing === 1 ? 'waits' : 'wait'} for it.
            </span>
          )}
        </li>
      ))}
    </ul>
  </Card>
);

function why({ cause, standingTitle }: StepView): string {
  switch (cause) {
    case 'gained':
      return standingTitle;
    case 'lost':
      return `No longer: ${standingTitle}`;
    case 'repair':
      return 'Was taken away by hand';
    case 'adopted':
      return 'Has it already';
  }
}

const Steps = ({ page, plan }: { page: PageRequest; plan: PlanView }) => {
  const shown = plan.steps.slice(0, MOST);
  const hidden = plan.steps.length + plan.more - shown.length;
  return (
    <>
      <div class="table-wrap">
        <table>
          <caption class="sr-only">What changes</caption>
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">Person</th>
              <th scope="col">Role</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((step) => (
              <tr>
                <td class="lead-cell" data-label="Change">
                  <Sign what={step.what} />
                </td>
                <td data-label="Person">
                  <Person page={page} userId={step.userId} name={step.userName} />
                </td>
                <td data-label="Role">@{step.roleName}</td>
                <td data-label="Why" class="quiet">
                  {why(step)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && <p class="muted more">and {hidden} more</p>}
    </>
  );
};

const Confirm = ({ page, plan }: { page: PageRequest; plan: PlanView }) => (
  <Card>
    <p>
      {plan.calls === 1 ? 'One call' : `${plan.calls} calls`} to Discord, {timeOfCalls(plan.calls)}. It goes
      on by itself; you can leave the page. The last plan can be taken back.
    </p>
    <Form page={page} action={`${page.base}/roles/plan`}>
      <input type="hidden" name="expect" value={plan.fingerprint} />
      <div class="form-actions">
        <button class="button primary" type="submit">
          Do exactly this
        </button>
        <ButtonLink href={`${page.base}/roles`}>Not now</ButtonLink>
      </div>
    </Form>
  </Card>
);
