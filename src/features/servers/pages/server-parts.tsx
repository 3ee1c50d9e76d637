import type { Child } from 'hono/jsx';
import { Badge, Time, type Tone } from '../../../core/web/components/basics.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { ACTION_STATE_WORDS } from '../discord/words.ts';
import type { Whose } from '../find-server.ts';
import type { ActionState, ServerState } from '../model.ts';
import type { ActionRow } from '../tables.ts';

export const serverPath = (page: Pick<PageRequest, 'base'>, serverId: string): string =>
  `${page.base}/servers/id/${encodeURIComponent(serverId)}`;
export const actionPath = (page: Pick<PageRequest, 'base'>, { id }: Pick<ActionRow, 'id'>): string =>
  `${page.base}/servers/actions/${id}`;

export const batchPath = (page: Pick<PageRequest, 'base'>, id: string): string =>
  `${page.base}/servers/batches/${encodeURIComponent(id)}`;

/** Staff look at every server, members at their own. */
export const whoseToSee = (page: PageRequest): Whose => (page.can('servers:read') ? 'any' : 'own');
export const whoseToAct = (page: PageRequest): Whose => (page.can('servers:manage') ? 'any' : 'own');

export const ServerTabs = ({ page, all }: { page: PageRequest; all: boolean }) =>
  page.can('servers:read') ? (
    <nav class="tabs" aria-label="Whose servers">
      <a href={`${page.base}/servers`} aria-current={all ? undefined : 'page'}>
        My servers
      </a>
      <a href={`${page.base}/servers/all`} aria-current={all ? 'page' : undefined}>
        All customers
      </a>
    </nav>
  ) : null;

const tones: Record<ServerState, Tone> = {
  online: 'good',
  offline: 'bad',
  rebooting: 'warning',
  provisioning: 'accent',
};

export const StateBadge = ({ state }: { state: ServerState | null }) => (
  <Badge tone={state ? tones[state] : 'neutral'}>{state ?? 'unknown'}</Badge>
);

const ends: Partial<Record<ActionState, Tone>> = {
  confirmed: 'good',
  failed: 'bad',
  unconfirmed: 'warning',
  rejected: 'bad',
  requested: 'accent',
  accepted: 'accent',
  'awaiting-approval': 'warning',
  'awaiting-confirmation': 'warning',
};

/** What nobody said yes to in time is no question any more. */
export const ActionBadge = ({ row, now }: { row: ActionRow; now: Date }) =>
  lapsed(row, now) ? (
    <Badge>lapsed</Badge>
  ) : (
    <Badge tone={ends[row.state] ?? 'neutral'}>{ACTION_STATE_WORDS[row.state]}</Badge>
  );

export const lapsed = ({ state, confirmUntil }: ActionRow, now: Date): boolean =>
  state === 'awaiting-confirmation' && confirmUntil !== null && confirmUntil < now;

/** How long the person who asked has to say yes; see CONFIRM_MS and CONFIRM_BATCH_MS. */
export const timeForYes = ({ batchId }: Pick<ActionRow, 'batchId'>): string =>
  batchId ? 'two minutes' : '30 seconds';

export const Fact = ({ term, children }: { term: string; children?: Child }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

/** What was done with a server, newest first. */
export const ActionTable = (props: { page: PageRequest; rows: readonly ActionRow[] }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Actions, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Action</th>
          <th scope="col">What came of it</th>
          <th scope="col">Asked by</th>
          <th scope="col">When</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr>
            <td class="lead-cell" data-label="Action">
              <a class="title" href={actionPath(props.page, row)}>
                {row.action}
              </a>
            </td>
            <td class="bare" data-label="What came of it">
              <ActionBadge row={row} now={props.page.ctx.now()} />
              {row.error && <div class="sub">{row.error}</div>}
            </td>
            <td data-label="Asked by">{row.requestedByName}</td>
            <td data-label="When">
              <Time at={row.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
