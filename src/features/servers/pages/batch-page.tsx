import { Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showBatch } from '../actions/end-batch.ts';
import { impactWords } from '../discord/words.ts';
import { isAsker } from '../find-action.ts';
import type { ActionRow } from '../tables.ts';
import { ActionBadge, actionPath, batchPath, lapsed, StateBadge } from './server-parts.tsx';

const VERBS = { start: 'Start', stop: 'Stop', reboot: 'Reboot' } as const;
export const countWords = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;

/** Several servers at once: what would be done to each, the question, and then what came of it. */
export async function batchPage(page: PageRequest): Promise<PageView> {
  const id = page.param('batch');
  const rows = await showBatch(page.ctx, id);
  const now = page.ctx.now();
  const waiting = rows.filter((row) => row.state === 'awaiting-confirmation' && !lapsed(row, now));
  const asks = waiting.length > 0 && waiting.every((row) => isAsker(page.ctx, row));
  const title = `${VERBS[rows[0]?.action ?? 'start']} ${countWords(rows.length)}${asks ? '?' : ''}`;
  const subjects = rows.map(({ serverId }) => `server:${serverId}`).join(' ');
  return {
    title,
    body: (
      <>
        <PageHeader
          title={title}
          back={{ href: `${page.base}/servers/all`, title: 'Servers' }}
          lead={`Asked by ${rows[0]?.requestedByName}.`}
        />
        <FormProblems page={page} />
        <div class="stack" id="batch" data-live="server.*" data-live-subject={subjects}>
          {asks && <Question page={page} id={id} rows={waiting} />}
          {rows.every((row) => lapsed(row, now)) && (
            <Note tone="warning">
              Nobody said yes within two minutes, so nothing was done. Choose the servers again.
            </Note>
          )}
          <BatchTable page={page} rows={rows} />
        </div>
      </>
    ),
  };
}

const Question = ({ page, id, rows }: { page: PageRequest; id: string; rows: readonly ActionRow[] }) => {
  const action = rows[0]?.action ?? 'start';
  const players = rows.reduce((sum, { impact }) => sum + (impact.playersOnline ?? 0), 0);
  const approvals = Math.max(...rows.map(({ approvalsNeeded }) => approvalsNeeded));
  return (
    <Card title={`Nothing is done yet to ${rows.length === 1 ? 'it' : 'them'}`}>
      <p>
        {action !== 'start' &&
          (players > 0
            ? `${players} player${players === 1 ? ' is' : 's are'} thrown out. `
            : 'As far as the panel tells, nobody plays there. ')}
        {approvals > 0 &&
          `Each needs the yes of ${approvals === 1 ? 'an approver' : `${approvals} approvers`} as well. `}
        Say yes within two minutes.
      </p>
      <div class="form-actions">
        <ActionButton page={page} action={`${batchPath(page, id)}/confirm`} kind="danger">
          Yes, {action} {countWords(rows.length)}
        </ActionButton>
        <ActionButton page={page} action={`${batchPath(page, id)}/cancel`}>
          No
        </ActionButton>
      </div>
    </Card>
  );
};

const BatchTable = ({ page, rows }: { page: PageRequest; rows: readonly ActionRow[] }) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Servers, by name</caption>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">When asked it was</th>
            <th scope="col">Account</th>
            <th scope="col">What came of it</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="lead-cell" data-label="Server">
                <a class="title" href={actionPath(page, row)}>
                  {row.serverName}
                </a>
                <div class="sub">{row.serverId}</div>
              </td>
              <td class="bare" data-label="When asked it was">
                <StateBadge state={row.stateBefore} />
                <div class="sub">{impactWords(row.impact)}</div>
              </td>
              <td data-label="Account">{row.accountId}</td>
              <td class="bare" data-label="What came of it">
                <ActionBadge row={row} now={page.ctx.now()} />
                {row.error && <div class="sub">{row.error}</div>}
              </td>
              <td data-label="Ended">{row.finishedAt ? <Time at={row.finishedAt} /> : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);
