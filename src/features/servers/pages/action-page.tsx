import { ButtonLink, Card, Note, PageHeader, Time, type Tone } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showAction } from '../actions/show-action.ts';
import { ACTION_NOUNS, impactSentence } from '../discord/words.ts';
import { isAsker } from '../find-action.ts';
import { isDestructive } from '../model.ts';
import type { ActionRow, ApprovalRow } from '../tables.ts';
import { ActionBadge, actionPath, Fact, lapsed, serverPath, timeForYes } from './server-parts.tsx';

/** One action: the question before it is done, who has to approve it, and what came of it. */
export async function actionPage(page: PageRequest): Promise<PageView> {
  const { row, approvals } = await showAction(page.ctx, page.param('action'));
  const now = page.ctx.now();
  const asks = row.state === 'awaiting-confirmation' && !lapsed(row, now) && isAsker(page.ctx, row);
  const title = `${ACTION_NOUNS[row.action]} ${row.serverName}${asks ? '?' : ''}`;
  return {
    title,
    body: (
      <>
        <PageHeader
          title={title}
          back={{ href: serverPath(page, row.serverId), title: row.serverName }}
          lead={<ActionBadge row={row} now={now} />}
        />
        <FormProblems page={page} />
        <div class="columns" id="action" data-live="server.*" data-live-subject={`server:${row.serverId}`}>
          <div>
            {asks && <Question page={page} row={row} />}
            {lapsed(row, now) ? (
              <Note tone="warning">
                Nobody said yes within {timeForYes(row)}, so nothing was done. Ask for it again on the
                server’s page.
              </Note>
            ) : (
              !asks && <Note tone={toneOf(row)}>{outcomeWords(row)}</Note>
            )}
            {row.approvalsNeeded > 0 && row.state !== 'awaiting-confirmation' && (
              <Approvals page={page} row={row} approvals={approvals} />
            )}
          </div>
          <aside aria-label="About this action">
            <About page={page} row={row} />
          </aside>
        </div>
      </>
    ),
  };
}

const About = ({ page, row }: { page: PageRequest; row: ActionRow }) => (
  <Card title="About it">
    <dl class="facts">
      <Fact term="Server">
        <a href={serverPath(page, row.serverId)}>{row.serverName}</a>
      </Fact>
      <Fact term="Asked by">{row.requestedByName}</Fact>
      <Fact term="Asked">
        <Time at={row.createdAt} />
      </Fact>
      {row.requestedAt && (
        <Fact term="Sent to the panel">
          <Time at={row.requestedAt} full />
        </Fact>
      )}
      {row.finishedAt && (
        <Fact term="Ended">
          <Time at={row.finishedAt} full />
        </Fact>
      )}
    </dl>
  </Card>
);

const toneOf = ({ state }: ActionRow): Tone =>
  state === 'confirmed' ? 'good' : state === 'failed' || state === 'unconfirmed' ? 'warning' : 'neutral';

/** Where it is now, as a sentence. */
function outcomeWords(row: ActionRow): string {
  switch (row.state) {
    case 'awaiting-confirmation':
      return 'It waits for the yes of the person who asked.';
    case 'awaiting-approval':
      return 'Others have to approve it before it is done.';
    case 'requested':
      return 'The panel is asked now.';
    case 'accepted':
      return 'The panel took it. It is confirmed as soon as the panel reports it.';
    case 'confirmed':
      return 'The panel reported that it was done.';
    default:
      return row.error ?? `It was ${row.state}.`;
  }
}

const Question = ({ page, row }: { page: PageRequest; row: ActionRow }) => (
  <Card>
    {isDestructive(row.action) && (
      <p>
        {impactSentence(row.impact)} Whoever plays there is thrown out. Say yes within {timeForYes(row)}.
      </p>
    )}
    <div class="form-actions">
      <ActionButton page={page} action={`${actionPath(page, row)}/confirm`} kind="danger">
        Yes, {row.action} it
      </ActionButton>
      <ActionButton page={page} action={`${actionPath(page, row)}/cancel`}>
        No
      </ActionButton>
    </div>
  </Card>
);

const Approvals = (props: { page: PageRequest; row: ActionRow; approvals: readonly ApprovalRow[] }) => {
  const { page, row, approvals } = props;
  const yes = approvals.filter(({ decision }) => decision === 'approve').length;
  const waits = row.state === 'awaiting-approval';
  const mine = isAsker(page.ctx, row);
  return (
    <Card title={`${yes} of ${row.approvalsNeeded} approved`}>
      {approvals.length === 0 ? (
        <p class="muted">Nobody has decided yet.</p>
      ) : (
        <ul>
          {approvals.map(({ approvedByName, decision, at }) => (
            <li>
              {approvedByName} {decision === 'approve' ? 'approved it' : 'rejected it'}, <Time at={at} />
            </li>
          ))}
        </ul>
      )}
      {waits && (
        <div class="form-actions">
          {mine ? (
            <ActionButton page={page} action={`${actionPath(page, row)}/cancel`}>
              Take it back
            </ActionButton>
          ) : (
            <>
              <ActionButton
                page={page}
                action={`${actionPath(page, row)}/decide`}
                values={{ decision: 'approve' }}
                kind="primary"
              >
                Approve
              </ActionButton>
              <ActionButton
                page={page}
                action={`${actionPath(page, row)}/decide`}
                values={{ decision: 'reject' }}
              >
                Reject
              </ActionButton>
            </>
          )}
          <ButtonLink href={serverPath(page, row.serverId)}>Look at the server</ButtonLink>
        </div>
      )}
    </Card>
  );
};
