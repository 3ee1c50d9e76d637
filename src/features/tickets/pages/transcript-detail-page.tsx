import { Badge, ButtonLink, Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, Select } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { findTranscript } from '../desk/transcript/read-transcript.ts';
import { linkTranscript, transcriptPath } from '../desk/transcript/transcript-link.ts';
import { type Verdict, verifyTranscript } from '../desk/transcript/verify-transcript.ts';

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
