import { ButtonLink, EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listAnnouncements } from '../actions/list-announcements.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { announcementPath, channelChoices, Place, Rhythm, StateBadge } from './announcement-parts.tsx';

/** Rows of one page; whoever keeps more searches. */
const MOST = 50;

/** What is planned, those still to come first. */
export async function announcementListPage(page: PageRequest): Promise<PageView> {
  const words = page.query('q') ?? '';
  const [rows, channels] = await Promise.all([
    listAnnouncements(page.ctx, { words, limit: MOST }),
    channelChoices(page.ctx),
  ]);
  return {
    title: 'Announcements',
    body: (
      <>
        <PageHeader title="Announcements" lead="Messages that are posted at a time, or again and again.">
          {page.can('announcements:manage') && (
            <ButtonLink href={`${page.base}/announcements/new`} kind="primary">
              New announcement
            </ButtonLink>
          )}
        </PageHeader>
        {(rows.length > 0 || words !== '') && (
          <FilterForm
            label="Announcements"
            action={`${page.base}/announcements`}
            words={words}
            placeholder="Name or number"
          >
            <button class="button plain" type="submit">
              Search
            </button>
          </FilterForm>
        )}
        <div id="results" class="stack results">
          {rows.length > 0 ? (
            <Rows page={page} rows={rows} channels={channels} />
          ) : words ? (
            <EmptyState icon="announcements" title="Nothing fits">
              No announcement has this in its name or number.
            </EmptyState>
          ) : (
            <EmptyState icon="announcements" title="Nothing is planned yet">
              Plan the first message, for example for “tomorrow 18:00” or “every friday 18:00”.
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

const Rows = (props: {
  page: PageRequest;
  rows: readonly AnnouncementRow[];
  channels: Awaited<ReturnType<typeof channelChoices>>;
}) => (
  <div class="card flush" id="announcements" data-live="announcement.*">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">Announcements</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Next</th>
            <th scope="col">When</th>
            <th scope="col">Where</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr>
              <td class="lead-cell" data-label="Name">
                <a class="title" href={announcementPath(props.page, row)}>
                  {row.name}
                </a>
                <div class="sub numeric">#{row.number}</div>
              </td>
              <td class="bare" data-label="State">
                <StateBadge state={row.state} />
              </td>
              <td data-label="Next">{row.nextRunAt ? <Time at={row.nextRunAt} /> : 'none'}</td>
              <td data-label="When" class="quiet">
                <Rhythm row={row} />
              </td>
              <td data-label="Where">
                <Place row={row} channels={props.channels} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);
