import { EmptyState, Pagination, Time } from '../../../core/web/components/basics.tsx';
import { FilterForm } from '../../../core/web/components/filter-form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import type { TranscriptRow } from '../desk/transcript/make-transcript.ts';
import { listTranscripts } from '../desk/transcript/read-transcript.ts';
import { TicketTabs } from './ticket-tabs.tsx';

const SHOWN = 40;

/** Closed tickets as they were, with a search through every word. */
export async function transcriptsPage(page: PageRequest): Promise<PageView> {
  const q = page.query('q');
  const cursor = page.query('cursor');
  const { transcripts, next } = await listTranscripts(page.ctx, {
    ...(q ? { q } : {}),
    ...(cursor ? { cursor } : {}),
    limit: SHOWN,
  });
  const link = (at?: string) => {
    const params = new URLSearchParams({ ...(q ? { q } : {}), ...(at ? { cursor: at } : {}) });
    return `${page.base}/tickets/transcripts${params.size > 0 ? `?${params}` : ''}`;
  };
  return {
    title: 'Transcripts · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/transcripts"
          title="Transcripts"
          lead="Tickets as they were when they were closed, with their files. Nobody can change them unseen."
        />
        <FilterForm
          label="Transcripts"
          action={`${page.base}/tickets/transcripts`}
          words={q ?? ''}
          placeholder="Words that were said, a name or #12"
        >
          <button class="button plain" type="submit">
            Search
          </button>
        </FilterForm>
        <div
          id="results"
          class="stack results"
          data-summary={`${transcripts.length}${next ? ' and more' : ''} found`}
        >
          {transcripts.length === 0 ? (
            <EmptyState icon="records" title={q ? 'Nothing fits' : 'No transcripts yet'}>
              {q ? 'Search for fewer or other words.' : 'One is made whenever a ticket is closed.'}
            </EmptyState>
          ) : (
            <div class="card flush">
              <TranscriptTable page={page} transcripts={transcripts} at="/tickets/transcripts" />
            </div>
          )}
          <Pagination newer={cursor ? link() : undefined} older={next ? link(next) : undefined} />
        </div>
      </>
    ),
  };
}

export const TranscriptTable = (props: {
  page: PageRequest;
  transcripts: readonly TranscriptRow[];
  /** Below the guild; a transcript's id is added. */
  at: string;
}) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Transcripts</caption>
      <thead>
        <tr>
          <th scope="col">Ticket</th>
          <th scope="col">Member</th>
          <th scope="col">Messages</th>
          <th scope="col">Made</th>
        </tr>
      </thead>
      <tbody>
        {props.transcripts.map((row) => (
          <tr>
            <td class="lead-cell" data-label="Ticket">
              <a class="title" href={`${props.page.base}${props.at}/${row.id}`}>
                {row.subject}
              </a>
              <div class="sub">
                <span class="numeric">#{row.number}</span>
                {row.edition > 1 && ` · closed for the ${ordinal(row.edition)} time`}
              </div>
            </td>
            <td data-label="Member">{row.personName}</td>
            <td class="numeric" data-label="Messages">
              {row.messages}
            </td>
            <td class="quiet" data-label="Made">
              <Time at={row.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const ordinals = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (count: number): string => `${count}${endings[ordinals.select(count)] ?? 'th'}`;
