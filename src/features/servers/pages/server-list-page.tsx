import { GuildhallError } from '../../../core/errors.ts';
import { EmptyState, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listOwnServers } from '../actions/list-servers.ts';
import { impactWords } from '../discord/words.ts';
import type { PanelServer } from '../panel/server-provider.ts';
import { ServerTabs, StateBadge, serverPath } from './server-parts.tsx';

/** The servers of the person who looks, as the panel shows them now. */
export async function ownServersPage(page: PageRequest): Promise<PageView> {
  const found = await orProblem(() => listOwnServers(page.ctx));
  return {
    title: 'My servers',
    body: (
      <>
        <PageHeader title="My servers" lead="What your account runs, as the panel shows it now." />
        <ServerTabs page={page} all={false} />
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
