import { GuildhallError } from '../../../core/errors.ts';
import { EmptyState, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listKnownServers, listOwnServers } from '../actions/list-servers.ts';
import { impactWords } from '../discord/words.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import { StateBadge, serverPath } from './server-parts.tsx';

/** Rows of the staff's list; whoever has more searches. */
const MOST = 100;

const Tabs = ({ page, all }: { page: PageRequest; all: boolean }) =>
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

/** The servers of the person who looks, as the panel shows them now. */
export async function ownServersPage(page: PageRequest): Promise<PageView> {
  const found = await orProblem(() => listOwnServers(page.ctx));
  return {
    title: 'My servers',
    body: (
      <>
        <PageHeader title="My servers" lead="What your account runs, as the panel shows it now." />
        <Tabs page={page} all={false} />
        {'problem' in found ? (
          <Note tone="warning">{found.problem}</Note>
        ) : found.value.length === 0 ? (
          <EmptyState icon="servers" title="No servers yet">
            Your account has no servers yet. As soon as it has one, you find it here.
          </EmptyState>
        ) : (
          <OwnTable page={page} servers={found.value} />
        )}
      </>
    ),
  };
}

/** What keeps the list away is said in its place, so that the rest of the page stays. */
async function orProblem<T>(work: () => Promise<T>): Promise<{ value: T } | { problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof GuildhallError && error.code !== 'denied' && error.code !== 'feature_off')
      return { problem: error.message };
    throw error;
  }
}

const OwnTable = ({ page, servers }: { page: PageRequest; servers: readonly PanelServer[] }) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">My servers</caption>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">State</th>
            <th scope="col">Since</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server) => (
            <tr>
              <td class="lead-cell" data-label="Server">
                <a class="title" href={serverPath(page, server.id)}>
                  {server.name}
                </a>
                <div class="sub">{server.id}</div>
              </td>
              <td class="bare" data-label="State">
                <StateBadge state={server.state} />
              </td>
              <td data-label="Since">
                <Time at={server.stateAt} />
              </td>
              <td data-label="Now" class="quiet">
                {impactWords(server.impact) || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);

/** For staff: every server that was heard of, by customer. */
export async function allServersPage(page: PageRequest): Promise<PageView> {
  const words = page.query('q')?.slice(0, 100) ?? '';
  const rows = await listKnownServers(page.ctx, { words, limit: MOST });
  return {
    title: 'Servers of all customers',
    body: (
      <>
        <PageHeader title="Servers" lead="Every server that the panel told of, as it was last heard of." />
        <Tabs page={page} all />
        <search aria-label="Servers">
          <form class="filters" method="get" action={`${page.base}/servers/all`}>
            <div class="search">
              <TextInput
                name="q"
                label="Search"
                type="search"
                value={words}
                placeholder="Name, id or account"
                maxlength={100}
                optional
              />
            </div>
            <button class="button plain" type="submit">
              Search
            </button>
          </form>
        </search>
        {rows.length === 0 ? (
          <EmptyState icon="servers" title={words ? 'Nothing fits' : 'No servers yet'}>
            {words
              ? 'No server has this in its name, id or account.'
              : 'A server appears as soon as the panel reports it or its customer looks at it.'}
          </EmptyState>
        ) : (
          <div class="card flush" id="servers" data-live="server.*">
            <div class="table-wrap">
              <table>
                <caption class="sr-only">Servers of all customers</caption>
                <thead>
                  <tr>
                    <th scope="col">Server</th>
                    <th scope="col">State</th>
                    <th scope="col">Since</th>
                    <th scope="col">Account</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr>
                      <td class="lead-cell" data-label="Server">
                        <a class="title" href={serverPath(page, row.serverId)}>
                          {row.name}
                        </a>
                        <div class="sub">{row.serverId}</div>
                      </td>
                      <td class="bare" data-label="State">
                        <StateBadge state={row.state} />
                      </td>
                      <td data-label="Since">{row.stateAt ? <Time at={row.stateAt} /> : '–'}</td>
                      <td data-label="Account">{row.accountId ?? 'not known'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
        {rows.length === MOST && <p class="muted">Only the first {MOST} are shown. Search for the others.</p>}
      </>
    ),
  };
}
