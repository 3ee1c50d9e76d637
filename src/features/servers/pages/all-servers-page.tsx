import { EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listKnownServers } from '../actions/list-servers.ts';
import { MOST_IN_BATCH } from '../model.ts';
import type { ServerRow } from '../tables.ts';
import { ServerTabs, StateBadge, serverPath } from './server-parts.tsx';

/** Rows of the list; whoever has more searches. */
const MOST = 100;

/** For staff: every server that was heard of, by customer, and what can be done to several at once. */
export async function allServersPage(page: PageRequest): Promise<PageView> {
  const words = page.query('q')?.slice(0, 100) ?? '';
  const rows = await listKnownServers(page.ctx, { words, limit: MOST });
  return {
    title: 'Servers of all customers',
    body: (
      <>
        <PageHeader title="Servers" lead="Every server that the panel told of, as it was last heard of." />
        <ServerTabs page={page} all />
        <FormProblems page={page} />
        <Search page={page} words={words} />
        <div id="results" class="stack results">
          {rows.length === 0 ? (
            <EmptyState icon="servers" title={words ? 'Nothing fits' : 'No servers yet'}>
              {words
                ? 'No server has this in its name, id or account.'
                : 'A server appears as soon as the panel reports it or its customer looks at it.'}
            </EmptyState>
          ) : (
            <Form page={page} action={`${page.base}/servers/batches`} class="card flush">
              <div id="servers" data-live="server.*">
                <ServerTable page={page} rows={rows} />
              </div>
              <BatchBar page={page} />
            </Form>
          )}
          {rows.length === MOST && (
            <p class="muted">Only the first {MOST} are shown. Search for the others.</p>
          )}
        </div>
      </>
    ),
  };
}

const Search = ({ page, words }: { page: PageRequest; words: string }) => (
  <FilterForm
    label="Servers"
    action={`${page.base}/servers/all`}
    words={words}
    placeholder="Name, id or account"
  >
    <button class="button plain" type="submit">
      Search
    </button>
  </FilterForm>
);

const mayAct = (page: PageRequest): boolean => page.can('servers:manage') || page.can('notices:post');

const ServerTable = ({ page, rows }: { page: PageRequest; rows: readonly ServerRow[] }) => (
  <div class="table-wrap">
    <table data-ticks>
      <caption class="sr-only">Servers of all customers</caption>
      <thead>
        <tr>
          {mayAct(page) && (
            <th scope="col" class="tick">
              <input type="checkbox" data-tick-all aria-label="Tick all that are shown" hidden />
            </th>
          )}
          <th scope="col">Server</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col">Account</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            {mayAct(page) && (
              <td class="tick bare">
                <input
                  type="checkbox"
                  name="server"
                  value={row.serverId}
                  aria-label={`Tick ${row.name}, ${row.serverId}`}
                  checked={page.form.all('server').includes(row.serverId)}
                />
              </td>
            )}
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
);

/** Each leads to a page that shows what would be done before it is. */
const BatchBar = ({ page }: { page: PageRequest }) => {
  if (!mayAct(page)) return null;
  const hint = `Tick up to ${MOST_IN_BATCH} servers to do something to all of them.`;
  const button = (action: string, title: string) => (
    <button class="button plain" type="submit" name="action" value={action}>
      {title}
    </button>
  );
  return (
    <div class="bulk">
      <span class="bulk-count" data-tick-count={hint}>
        {hint}
      </span>
      {page.can('servers:manage') && (
        <>
          {button('start', 'Start…')}
          {button('stop', 'Stop…')}
          {button('reboot', 'Reboot…')}
        </>
      )}
      {page.can('notices:post') && button('maintenance', 'Announce maintenance…')}
    </div>
  );
};
