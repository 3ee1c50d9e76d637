import type { Child } from 'hono/jsx';
import {
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
  Time,
} from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import { Select } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listNotices, listUnposted } from '../actions/list-notices.ts';
import type { NoticeRow } from '../notice-view.ts';
import { NOTICE_KINDS } from '../states.ts';
import { kindWords, noticePath, RAISE_WORDS, raisable, StateBadge } from './notice-parts.tsx';

/** Rows of one page; whoever looks for older ones searches. */
const MOST = 50;

/** What goes on, what was last, and what could not be posted. */
export async function noticeListPage(page: PageRequest): Promise<PageView> {
  const words = page.query('q') ?? '';
  const kind = NOTICE_KINDS.find((one) => one === page.query('kind'));
  const [rows, unposted] = await Promise.all([
    listNotices(page.ctx, { words, kind, limit: MOST }),
    listUnposted(page.ctx),
  ]);
  const kinds = raisable(page);
  return {
    title: 'Notices',
    body: (
      <>
        <PageHeader
          title="Notices"
          lead="Incidents, maintenance, payments and alerts, each in its own channel."
        >
          {page.can('hub:settings') && (
            <ButtonLink href={`${page.base}/settings/notices`}>Channels</ButtonLink>
          )}
        </PageHeader>
        {unposted.length > 0 && (
          <Note tone="warning">
            {unposted.length === 1 ? 'One message' : `${unposted.length} messages`} could not be posted.{' '}
            {unposted[0]?.problem.replaceAll('`', '')} It is tried again by itself after a change of the
            settings, and every ten minutes.
          </Note>
        )}
        {kinds.length > 0 && (
          <div class="form-actions">
            {kinds.map((one) => (
              <ButtonLink href={`${page.base}/notices/new/${one}`}>{RAISE_WORDS[one]}</ButtonLink>
            ))}
          </div>
        )}
        {(rows.length > 0 || words !== '' || kind) && <Filters page={page} words={words} kind={kind ?? ''} />}
        <div id="results" class="stack results">
          {rows.length > 0 ? (
            <Rows page={page} rows={rows} />
          ) : words || kind ? (
            <EmptyState icon="notices" title="Nothing fits">
              No notice has this in its title or number.
            </EmptyState>
          ) : (
            <EmptyState icon="notices" title="Nothing was announced yet">
              When something does not work, tell people here: it becomes one message that is edited as things
              go on.
            </EmptyState>
          )}
          {rows.length === MOST && (
            <p class="muted">Only the first {MOST} are shown. Search for the others.</p>
          )}
        </div>
      </>
    ),
  };
}

/** What goes on just now; nothing when all is quiet. */
export async function noticeOverview(page: PageRequest): Promise<Child> {
  const rows = await listNotices(page.ctx, { open: true, limit: 5 });
  if (rows.length === 0) return null;
  return (
    <Card title="Notices that go on" aside={<a href={`${page.base}/notices`}>All notices</a>}>
      <ul class="checklist" id="open-notices" data-live="notice.*">
        {rows.map((row) => (
          <li>
            <StateBadge state={row.state} />
            <div>
              <a href={noticePath(page, row)}>{row.title}</a>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const Filters = ({ page, words, kind }: { page: PageRequest; words: string; kind: string }) => (
  <FilterForm label="Notices" action={`${page.base}/notices`} words={words} placeholder="Title or number">
    <Select
      name="kind"
      label="Kind"
      value={kind}
      choices={[
        { value: '', title: 'All' },
        ...NOTICE_KINDS.filter((one) => one !== 'billing' || page.can('notices:billing')).map((value) => ({
          value,
          title: kindWords(value),
        })),
      ]}
    />
    <button class="button plain" type="submit">
      Search
    </button>
  </FilterForm>
);

const Rows = ({ page, rows }: { page: PageRequest; rows: readonly NoticeRow[] }) => (
  <div class="card flush" id="notices" data-live="notice.*">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Notices, those that go on first</caption>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">State</th>
            <th scope="col">Kind</th>
            <th scope="col">By</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <td class="lead-cell" data-label="Title">
                <a class="title" href={noticePath(page, row)}>
                  {row.title}
                </a>
                <div class="sub numeric">#{row.number}</div>
              </td>
              <td class="bare" data-label="State">
                <StateBadge state={row.state} />
              </td>
              <td data-label="Kind">{kindWords(row.kind)}</td>
              <td data-label="By">{row.createdByName}</td>
              <td data-label="Changed">
                <Time at={row.updatedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);
