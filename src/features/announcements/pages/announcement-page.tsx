import type { Child } from 'hono/jsx';
import {
  Badge,
  ButtonLink,
  Card,
  DiscordLink,
  PageHeader,
  Time,
  type Tone,
} from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showAnnouncement } from '../actions/show-announcement.ts';
import type { AnnouncementRow, RunRow } from '../announcement-view.ts';
import { messageBody } from '../message-body.ts';
import { announcementPath, channelChoices, Place, Rhythm, StateBadge } from './announcement-parts.tsx';
import { DrawnAnnouncement } from './drawn-announcement.tsx';
import { announcementParam } from './references.ts';

interface Parts {
  page: PageRequest;
  row: AnnouncementRow;
}

/** One announcement: what is posted, when and where, and what became of it so far. */
export async function announcementPage(page: PageRequest): Promise<PageView> {
  const { row, runs } = await showAnnouncement(page.ctx, announcementParam(page));
  const channels = await channelChoices(page.ctx);
  const manages = page.can('announcements:manage');
  return {
    title: `#${row.number} ${row.name}`,
    body: (
      <>
        <PageHeader
          title={row.name}
          back={{ href: `${page.base}/announcements`, title: 'Announcements' }}
          lead={
            <span class="row">
              <span class="numeric">#{row.number}</span>
              <StateBadge state={row.state} />
            </span>
          }
        >
          {manages && <ButtonLink href={`${announcementPath(page, row)}/edit`}>Edit</ButtonLink>}
        </PageHeader>
        <FormProblems page={page} />
        <div
          class="columns"
          id="announcement"
          data-live="announcement.*"
          data-live-subject={`announcement:${row.id}`}
        >
          <div>
            <Card title="What is posted">
              {await DrawnAnnouncement({ page, message: messageBody(row.message) })}
            </Card>
            <Card title="What became of it">
              {runs.length === 0 ? <p class="muted">It has not been posted yet.</p> : <Runs runs={runs} />}
            </Card>
          </div>
          <aside aria-label="About this announcement">
            <Card title="When and where">
              <dl class="facts">
                <Fact term="Next">{row.nextRunAt ? <Time at={row.nextRunAt} full /> : 'Not planned'}</Fact>
                <Fact term="When">
                  <Rhythm row={row} />
                </Fact>
                <Fact term="Where">
                  <Place row={row} channels={channels} />
                </Fact>
                <Fact term="Made by">
                  {row.createdByName}, <Time at={row.createdAt} />
                </Fact>
              </dl>
            </Card>
            {manages && <Buttons page={page} row={row} />}
          </aside>
        </div>
      </>
    ),
  };
}

const Fact = ({ term, children }: { term: string; children?: Child }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

const endings: Record<RunRow['state'], { tone: Tone; words: string }> = {
  queued: { tone: 'accent', words: 'Being posted' },
  posting: { tone: 'accent', words: 'Being posted' },
  sent: { tone: 'good', words: 'Posted' },
  failed: { tone: 'bad', words: 'Failed' },
  skipped: { tone: 'neutral', words: 'Skipped' },
};

const Runs = ({ runs }: { runs: readonly RunRow[] }) => (
  <div class="table-wrap">
    <table>
      <caption class="sr-only">Last times, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Due</th>
          <th scope="col">What came of it</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr>
            <td data-label="Due">
              <Time at={run.dueAt} />
              {run.trigger === 'person' && <div class="sub">by hand</div>}
            </td>
            <td data-label="What came of it">
              <Badge tone={endings[run.state].tone}>{endings[run.state].words}</Badge>
              {run.error && <div class="sub">{run.error}</div>}
              {run.missed > 0 && (
                <div class="sub">
                  {run.missed === 1 ? 'One time was' : `${run.missed} times were`} missed before it.
                </div>
              )}
            </td>
            <td data-label="Message">
              {run.channelId && run.messageId ? (
                <DiscordLink guildId={run.guildId} channelId={run.channelId} messageId={run.messageId} />
              ) : (
                '–'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Buttons = ({ page, row }: Parts) => {
  const path = announcementPath(page, row);
  return (
    <Card title="What you can do">
      <div class="form-actions">
        {row.state === 'active' && (
          <>
            <ActionButton page={page} action={`${path}/pause`}>
              Pause
            </ActionButton>
            <ActionButton page={page} action={`${path}/skip`} once>
              Skip next
            </ActionButton>
          </>
        )}
        {row.state === 'paused' && (
          <ActionButton page={page} action={`${path}/resume`} kind="primary">
            Resume
          </ActionButton>
        )}
        {(row.message.pings.length === 0 || page.can('announcements:ping')) && (
          <ActionButton page={page} action={`${path}/run`} once>
            Post now
          </ActionButton>
        )}
        <ButtonLink href={`${path}/delete`}>Delete…</ButtonLink>
      </div>
    </Card>
  );
};

/** What deleting would mean, before it is done. */
export async function deletePage(page: PageRequest): Promise<PageView> {
  const { row } = await showAnnouncement(page.ctx, announcementParam(page));
  const path = announcementPath(page, row);
  return {
    title: `Delete #${row.number}`,
    body: (
      <>
        <PageHeader title={`Delete #${row.number} ${row.name}?`} back={{ href: path, title: row.name }} />
        <Card>
          <p>It is not posted any more, and its history goes. What was posted stays in Discord.</p>
          <Form page={page} action={`${path}/delete`}>
            <div class="form-actions">
              <button class="button danger" type="submit">
                Delete for good
              </button>
              <ButtonLink href={path}>Keep it</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
