import { Badge, Card, EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listConflicts, listLinksInTheWay } from '../actions/list-conflicts.ts';
import { resolveConflict } from '../actions/resolve-conflict.ts';
import type { ConflictRow, LinkRow } from '../establish-link.ts';
import { methodWords } from '../method-words.ts';
import { MAX_REASON } from '../model.ts';
import { AccountTabs } from './account-tabs.tsx';

/** Accounts that two people want, or people who want two accounts; staff say whose it is. */
export async function conflictsPage(page: PageRequest): Promise<PageView> {
  const all = await listConflicts(page.ctx, { state: 'all' });
  const open = all.filter(({ state }) => state === 'open');
  const settled = all.filter(({ state }) => state !== 'open');
  const links = await listLinksInTheWay(page.ctx, open);
  return {
    title: 'Conflicts',
    body: (
      <>
        <PageHeader
          title="Accounts"
          lead="An account belongs to one member, and a member to one account. Here somebody proved otherwise."
        />
        <AccountTabs page={page} here="/accounts/conflicts" />
        <FormProblems page={page} />
        <div id="conflicts" class="stack" data-live="account.*">
          {open.length === 0 && (
            <EmptyState icon="people" title="Nothing to settle">
              When somebody proves an account that is linked otherwise, it waits here and nothing changes.
            </EmptyState>
          )}
          {open.map((conflict) => (
            <Conflict page={page} conflict={conflict} links={links.get(conflict.id) ?? []} />
          ))}
          {settled.length > 0 && <Settled conflicts={settled} />}
        </div>
      </>
    ),
  };
}

/** What becomes of the links of now when the account goes to who asked. */
function consequence({ accountName, userName, userId }: ConflictRow, links: readonly LinkRow[]): string {
  const ends = links.map((link) =>
    link.userId === userId
      ? `${userName} loses ${link.accountName}`
      : `${link.userName} loses ${accountName}`,
  );
  return ends.length > 0
    ? `If you link it to ${userName}, ${ends.join(', and ')}.`
    : `Nothing is in the way any more: nobody loses anything if you link it to ${userName}.`;
}

const Conflict = (props: { page: PageRequest; conflict: ConflictRow; links: readonly LinkRow[] }) => {
  const { page, conflict, links } = props;
  const { id, accountName, accountId, userId, userName, method, holderName, createdAt } = conflict;
  const isHere = page.param('conflict') === id;
  const holder = links.find((link) => link.accountId === accountId);
  const other = links.find((link) => link.userId === userId && link.accountId !== accountId);
  return (
    <Card title={accountName} aside={<Time at={createdAt} />}>
      <dl class="facts">
        <div>
          <dt>Asked by</dt>
          <dd>
            {userName} ({methodWords[method].toLowerCase()})
          </dd>
        </div>
        <div>
          <dt>Account id</dt>
          <dd>
            <code>{accountId}</code>
          </dd>
        </div>
        <div>
          <dt>Linked to now</dt>
          <dd>{holder?.userName ?? (holderName ? `Nobody; it was ${holderName}` : 'Nobody')}</dd>
        </div>
        {other && (
          <div>
            <dt>{userName} is linked to</dt>
            <dd>{other.accountName}</dd>
          </div>
        )}
      </dl>
      {page.can('accounts:write') && (
        <Form page={page} action={`${page.base}/accounts/conflicts/${id}`}>
          <div class="field">
            <label for={`field-reason-${id}`}>Reason</label>
            <input
              id={`field-reason-${id}`}
              name="reason"
              value={isHere ? page.value('reason', '') : ''}
              maxlength={MAX_REASON}
              aria-invalid={isHere && page.problem?.fields.reason ? 'true' : undefined}
              autocomplete="off"
              required
            />
            {isHere && page.problem?.fields.reason && (
              <p class="field-problem">{page.problem.fields.reason}</p>
            )}
            <p class="help">
              {consequence(conflict, links)} Everybody whom it concerns is told what you decide and why.
            </p>
          </div>
          <div class="row">
            <button class="button primary" type="submit" name="decision" value="move">
              {`Link it to ${userName}`}
            </button>
            <button class="button plain" type="submit" name="decision" value="keep">
              Leave all as it is
            </button>
          </div>
        </Form>
      )}
    </Card>
  );
};

const Settled = ({ conflicts }: { conflicts: readonly ConflictRow[] }) => (
  <Card title="Settled" flush>
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Settled conflicts</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">Asked by</th>
            <th scope="col">Decision</th>
            <th scope="col">Reason</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ accountName, userName, state, resolveReason, resolvedAt }) => (
            <tr>
              <td class="lead-cell" data-label="Account">
                {accountName}
              </td>
              <td data-label="Asked by">{userName}</td>
              <td class="bare" data-label="Decision">
                {state === 'moved' ? <Badge tone="accent">Moved</Badge> : <Badge>Kept</Badge>}
              </td>
              <td data-label="Reason">{resolveReason}</td>
              <td data-label="When" class="quiet">
                {resolvedAt && <Time at={resolvedAt} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

export async function submitSettle(page: PageRequest): Promise<PageAnswer> {
  const decision = page.form.text('decision') === 'move' ? 'move' : 'keep';
  const { accountName, userName, state } = await resolveConflict(page.ctx, page.param('conflict'), {
    decision,
    reason: page.form.text('reason') ?? '',
  });
  const flash =
    state === 'moved' ? `${accountName} is linked to ${userName} now.` : `${accountName} stays as it was.`;
  return { to: '/accounts/conflicts', flash };
}
