import { NotFoundError } from '../../../core/errors.ts';
import { Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showServer } from '../actions/list-servers.ts';
import { readHistory } from '../actions/read-history.ts';
import { impactWords } from '../discord/words.ts';
import { requireKnownServer } from '../find-server.ts';
import { isWaiting, SERVER_ACTIONS, type ServerAction, type ServerState } from '../model.ts';
import { PanelRefused, PanelUnavailable, PanelUntrusted } from '../panel/panel-errors.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import type { ActionRow, ServerRow } from '../tables.ts';
import { ActionTable, actionPath, Fact, StateBadge, serverPath, whoseToSee } from './server-parts.tsx';
import { StatePlot } from './state-plot.tsx';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** One server: what it is now, what can be done with it, and what it was. */
export async function serverPage(page: PageRequest): Promise<PageView> {
  const serverId = page.param('server');
  const { server, problem } = await liveOrKnown(page, serverId);
  const to = page.ctx.now();
  const from = new Date(to.getTime() - WEEK_MS);
  const { events, actions } = await readHistory(page.ctx, serverId, { since: from, whose: whoseToSee(page) });
  const back = page.can('servers:read')
    ? { href: `${page.base}/servers/all`, title: 'Servers' }
    : { href: `${page.base}/servers`, title: 'My servers' };
  return {
    title: server.name,
    body: (
      <>
        <PageHeader
          title={server.name}
          back={back}
          lead={
            <span class="row">
              <code>{serverId}</code>
              <StateBadge state={server.state} />
            </span>
          }
        />
        <FormProblems page={page} />
        {problem && <Note tone="warning">{problem} This is what was last heard of it.</Note>}
        <div class="columns" id="server" data-live="server.*" data-live-subject={`server:${serverId}`}>
          <div>
            <Card title="The last seven days">
              <StatePlot events={events} from={from} to={to} />
            </Card>
            <Card title="What was done with it" flush={actions.length > 0}>
              {actions.length === 0 ? (
                <p class="muted">Nobody has started, stopped or rebooted it from here yet.</p>
              ) : (
                <ActionTable page={page} rows={actions} />
              )}
            </Card>
          </div>
          <aside aria-label="About this server">
            <Card title="Now">
              <dl class="facts">
                <Fact term="State">{server.state ?? 'unknown'}</Fact>
                {server.stateAt && (
                  <Fact term="Since">
                    <Time at={server.stateAt} />
                  </Fact>
                )}
                {server.now && <Fact term="Usage">{server.now}</Fact>}
                <Fact term="Account">{server.accountId ?? 'not known'}</Fact>
              </dl>
            </Card>
            {!problem && (
              <Actions
                page={page}
                serverId={serverId}
                state={server.state}
                underWay={actions.find(({ state }) => isWaiting(state))}
              />
            )}
          </aside>
        </div>
      </>
    ),
  };
}

interface Shown {
  name: string;
  accountId: string | null;
  state: ServerState | null;
  stateAt: Date | null;
  now: string;
}

/** While the panel does not answer, what was last heard is shown with the reason. */
async function liveOrKnown(
  page: PageRequest,
  serverId: string,
): Promise<{ server: Shown; problem?: string }> {
  const whose = whoseToSee(page);
  const fromPanel = (server: PanelServer): Shown => ({ ...server, now: impactWords(server.impact) });
  const fromRow = (row: ServerRow): Shown => ({ ...row, now: '' });
  try {
    return { server: fromPanel(await showServer(page.ctx, serverId, whose)) };
  } catch (error) {
    const troubled =
      error instanceof PanelUnavailable || error instanceof PanelUntrusted || error instanceof PanelRefused;
    if (!troubled && !(error instanceof NotFoundError && whose === 'any')) throw error;
    return { server: fromRow(await requireKnownServer(page.ctx, serverId, whose)), problem: error.message };
  }
}

const senseless: Partial<Record<ServerState, readonly string[]>> = {
  online: ['start'],
  offline: ['stop', 'reboot'],
};

const Actions = (props: {
  page: PageRequest;
  serverId: string;
  state: ServerState | null;
  underWay: ActionRow | undefined;
}) => {
  const { page, serverId, state, underWay } = props;
  const offered = SERVER_ACTIONS.filter((action) => !(state && senseless[state]?.includes(action)));
  return (
    <Card title="What you can do">
      {underWay ? (
        <p>
          A {underWay.action} is under way. <a href={actionPath(page, underWay)}>Look how far it is</a>
        </p>
      ) : (
        <div class="form-actions">
          {offered.map((action) => (
            <ActionButton
              page={page}
              action={`${serverPath(page, serverId)}/act`}
              values={{ action }}
              kind={action === 'start' ? 'primary' : 'plain'}
              once
            >
              {BUTTONS[action]}
            </ActionButton>
          ))}
        </div>
      )}
    </Card>
  );
};

/** The dots say that a question comes first. */
const BUTTONS: Record<ServerAction, string> = { start: 'Start', stop: 'Stop…', reboot: 'Reboot…' };
