import {
  Badge,
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
  Pagination,
  Time,
} from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import type { TranscriptRow } from '../desk/transcript/make-transcript.ts';
import { findTranscript, listTranscripts } from '../desk/transcript/read-transcript.ts';
import { linkTranscript, transcriptPath } from '../desk/transcript/transcript-link.ts';
import { type Verdict, verifyTranscript } from '../desk/transcript/verify-transcript.ts';
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
        <search aria-label="Transcripts">
          <form class="filters" method="get" action={`${page.base}/tickets/transcripts`}>
            <div class="search">
              <TextInput
                name="q"
                label="Search"
                type="search"
                value={q ?? ''}
                placeholder="Words that were said, a name or #12"
                maxlength={200}
                optional
              />
            </div>
            <button class="button plain" type="submit">
              Search
            </button>
          </form>
        </search>
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

/** One transcript: what it is of, and what can be done with it. */
export const transcriptPage = (page: PageRequest): Promise<PageView> => draw(page, {});

async function draw(
  page: PageRequest,
  { verdict, link }: { verdict?: Verdict; link?: { url: string; until: Date } },
): Promise<PageView> {
  await page.ctx.require('tickets:read');
  const row = await findTranscript(page.ctx, page.param('transcript'));
  const at = `${page.base}/tickets/transcripts/${row.id}`;
  return {
    title: `Transcript of #${row.number}`,
    body: (
      <>
        <PageHeader
          title={`Transcript of #${row.number}`}
          lead={row.subject}
          back={{ href: `${page.base}/tickets/transcripts`, title: 'Transcripts' }}
        >
          <ButtonLink href={`${page.base}${transcriptPath(row.id)}`} kind="primary">
            Read it
          </ButtonLink>
          <ButtonLink href={`${at}/json`}>Download as JSON</ButtonLink>
          <ButtonLink href={`${page.base}/tickets/${row.number}`}>Open the ticket</ButtonLink>
        </PageHeader>
        {verdict && <Verdicts verdict={verdict} />}
        {link && (
          <Note tone="warning">
            Whoever has this link can read the transcript until <Time at={link.until} full />. It is not shown
            again.
            <div class="secret">
              <code>{link.url}</code>
              <button class="button plain" type="button" data-copy={link.url}>
                Copy
              </button>
            </div>
          </Note>
        )}
        <Card title="About it">
          <dl class="facts">
            <div>
              <dt>Member</dt>
              <dd>{row.personName}</dd>
            </div>
            <div>
              <dt>For</dt>
              <dd>{row.audience === 'team' ? 'The team: notes are in it' : 'The member: without notes'}</dd>
            </div>
            <div>
              <dt>Messages</dt>
              <dd class="numeric">{row.messages}</dd>
            </div>
            <div>
              <dt>Made</dt>
              <dd>
                <Time at={row.createdAt} full />
              </dd>
            </div>
            <div>
              <dt>Fingerprint</dt>
              <dd>
                <code>{row.rootHash.slice(0, 16)}…</code>{' '}
                {row.signature ? <Badge tone="good">Signed</Badge> : <Badge tone="warning">Not signed</Badge>}
              </dd>
            </div>
          </dl>
          <ActionButton page={page} action={`${at}/verify`}>
            Check that nobody changed it
          </ActionButton>
        </Card>
        <Card title="Share it">
          <Form page={page} action={`${at}/link`}>
            <Select
              name="hours"
              label="A link for somebody outside, good for"
              value="24"
              choices={[
                { value: '1', title: 'An hour' },
                { value: '24', title: 'A day' },
                { value: '168', title: 'A week' },
              ]}
            />
            <div class="form-actions">
              <button class="button plain" type="submit">
                Make a link
              </button>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

const Verdicts = ({ verdict }: { verdict: Verdict }) =>
  verdict.isWhole ? (
    <Note tone="good">
      All {verdict.entries} entries are as they were written
      {verdict.isSigned ? ', and the signature is ours.' : '. It carries no signature.'}
    </Note>
  ) : (
    <Note tone="bad">Somebody changed it: {verdict.flaw?.text}</Note>
  );

export async function submitVerify(page: PageRequest): Promise<PageAnswer> {
  await page.ctx.require('tickets:read');
  const row = await findTranscript(page.ctx, page.param('transcript'));
  return draw(page, { verdict: await verifyTranscript(page.ctx, row) });
}

export async function submitLink(page: PageRequest): Promise<PageAnswer> {
  const row = await findTranscript(page.ctx, page.param('transcript'));
  const hours = page.form.text('hours');
  const link = await linkTranscript(page.ctx, row, hours === '1' ? 1 : hours === '168' ? 168 : 24);
  return draw(page, { link });
}
