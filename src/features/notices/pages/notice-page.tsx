import type { Child } from 'hono/jsx';
import { Card, DiscordLink, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import {
  ActionButton,
  Form,
  FormProblems,
  Select,
  TextArea,
  TextInput,
} from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { showNotice } from '../actions/list-notices.ts';
import { MESSAGE_MAX_LENGTH } from '../limits.ts';
import type { NoticePost } from '../notice-post.ts';
import type { NoticeRow, UpdateRow } from '../notice-view.ts';
import { RAISE_ACCESS } from '../plan-notice.ts';
import { endOf, isOver, STATE_LOOKS, STATES } from '../states.ts';
import { DrawnNotice, kindWords, noticePath, StateBadge } from './notice-parts.tsx';
import { noticeParam } from './notice-submits.ts';

/** One notice: how it looks, what was said about it, where it is, and how to go on. */
export async function noticePage(page: PageRequest): Promise<PageView> {
  const { row, updates, post } = await showNotice(page.ctx, noticeParam(page));
  const goesOn = page.can(RAISE_ACCESS[row.kind]) && !isOver(row.state);
  return {
    title: `#${row.number} ${row.title}`,
    body: (
      <>
        <PageHeader
          title={row.title}
          back={{ href: `${page.base}/notices`, title: 'Notices' }}
          lead={
            <span class="row">
              <span class="numeric">#{row.number}</span>
              <StateBadge state={row.state} />
              <span>{kindWords(row.kind)}</span>
            </span>
          }
        />
        <FormProblems page={page} />
        <div class="columns" id="notice" data-live="notice.*" data-live-subject={`notice:${row.id}`}>
          <div>
            {post.problem && (
              <Note tone="warning">It is not in Discord: {post.problem.replaceAll('`', '')}</Note>
            )}
            <Card title="As it looks">
              <DrawnNotice row={row} />
            </Card>
            <Card title="What was said">
              <Timeline updates={updates} />
            </Card>
          </div>
          <aside aria-label="About this notice">
            <Facts row={row} post={post} />
            {goesOn && <GoOn page={page} row={row} />}
          </aside>
        </div>
      </>
    ),
  };
}

const Timeline = ({ updates }: { updates: readonly UpdateRow[] }) => (
  <ol class="checklist">
    {updates.map(({ state, message, createdByName, createdAt }) => (
      <li>
        <span aria-hidden="true">{STATE_LOOKS[state].emoji}</span>
        <div>
          <h3>{STATE_LOOKS[state].words}</h3>
          {message && <p>{message}</p>}
          <p class="sub">
            {createdByName}, <Time at={createdAt} />
          </p>
        </div>
      </li>
    ))}
  </ol>
);

const Fact = ({ term, children }: { term: string; children?: Child }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

const Facts = ({ row, post }: { row: NoticeRow; post: NoticePost }) => (
  <Card title="About it">
    <dl class="facts">
      <Fact term="In Discord">
        {post.channelId && post.messageId ? (
          <DiscordLink guildId={row.guildId} channelId={post.channelId} messageId={post.messageId} />
        ) : post.problem ? (
          'Not posted'
        ) : (
          'Being posted'
        )}
      </Fact>
      <Fact term="Made by">
        {row.createdByName}, <Time at={row.createdAt} />
      </Fact>
      {row.acknowledgedByName && <Fact term="Taken by">{row.acknowledgedByName}</Fact>}
      {row.count > 1 && <Fact term="Raised">{row.count} times</Fact>}
      {row.dueAt && (
        <Fact term={row.kind === 'alert' ? 'Said again' : 'Next step'}>
          <Time at={row.dueAt} full />
        </Fact>
      )}
      {row.endedAt && row.kind !== 'billing' && (
        <Fact term="Over">
          <Time at={row.endedAt} />
        </Fact>
      )}
    </dl>
  </Card>
);

const GoOn = ({ page, row }: { page: PageRequest; row: NoticeRow }) => {
  const path = noticePath(page, row);
  const problems = page.problem?.fields ?? {};
  return (
    <Card title="How it goes on">
      <Form page={page} action={`${path}/update`} once>
        <input type="hidden" name="version" value={String(row.version)} />
        <Select
          name="state"
          label="State"
          value={page.value('state', row.state)}
          problem={problems.state}
          choices={STATES[row.kind].map((value) => ({ value, title: STATE_LOOKS[value].words }))}
        />
        <TextArea
          name="message"
          label="What is new"
          value={page.value('message', '')}
          problem={problems.message}
          rows={3}
          maxlength={MESSAGE_MAX_LENGTH}
          optional
        />
        {row.kind === 'maintenance' && (
          <TextInput
            name="endsAt"
            label="New end"
            value={page.value('endsAt', '')}
            problem={problems.endsAt}
            help="Empty: it stays."
            maxlength={100}
            optional
          />
        )}
        <div class="form-actions">
          <button class="button primary" type="submit">
            Save and post
          </button>
        </div>
      </Form>
      <div class="form-actions">
        {row.state === 'firing' && (
          <ActionButton page={page} action={`${path}/acknowledge`}>
            Acknowledge
          </ActionButton>
        )}
        {endOf(row.kind) && (
          <ActionButton page={page} action={`${path}/resolve`}>
            {row.kind === 'maintenance' ? 'It is done' : 'It is resolved'}
          </ActionButton>
        )}
      </div>
    </Card>
  );
};
