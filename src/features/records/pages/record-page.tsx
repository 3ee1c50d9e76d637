import { nameMembers } from '../../../core/accounts/member-names.ts';
import { ButtonLink, Card, DiscordLink, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems, Select, TextArea } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { checkSources } from '../actions/check-sources.ts';
import { listMaintainers } from '../actions/list-maintainers.ts';
import { showHistory } from '../actions/show-history.ts';
import { type RecordDetails, showRecord } from '../actions/show-record.ts';
import { findKind } from '../kinds.ts';
import { COMMENT_MAX_LENGTH } from '../new-comment.ts';
import { Files, Sources } from './record-evidence.tsx';
import { KindBadge, personName, recordPath, StatusBadge } from './record-parts.tsx';
import { Timeline } from './record-timeline.tsx';
import { recordParam } from './references.ts';

/** One record with all that hangs on it. `?sources=check` also looks whether its messages still say the same. */
export async function recordPage(page: PageRequest): Promise<PageView> {
  const details = await showRecord(page.ctx, recordParam(page));
  const { row } = details;
  const [history, roster, checked] = await Promise.all([
    showHistory(page.ctx, row.id),
    listMaintainers(page.ctx, { limit: 100 }),
    page.query('sources') === 'check' ? checkSources(page.ctx, row.id) : undefined,
  ]);
  const people = roster.flatMap(({ discordUserId }) => (discordUserId ? [discordUserId] : []));
  const names = await nameMembers(page.ctx, [
    row.assigneeId,
    ...history.flatMap(({ actor }) => /^user:(\d+)$/.exec(actor)?.[1] ?? []),
    ...history.map(({ after }) => (typeof after.assigneeId === 'string' ? after.assigneeId : undefined)),
    ...people,
  ]);
  return {
    title: `#${row.number} ${row.title}`,
    body: (
      <>
        <PageHeader
          title={row.title}
          back={{ href: `${page.base}/records`, title: 'Records' }}
          lead={
            <span class="row">
              <span class="numeric">#{row.number}</span>
              <KindBadge kind={row.kind} />
              <StatusBadge status={row.status} />
            </span>
          }
        >
          {page.can('records:write') && <ButtonLink href={`${recordPath(page, row)}/edit`}>Edit</ButtonLink>}
        </PageHeader>
        <FormProblems page={page} />
        <div class="columns" id="record" data-live="record.*" data-live-subject={`record:${row.id}`}>
          <div>
            <Fields page={page} details={details} />
            {details.sources.length > 0 && <Sources page={page} details={details} checked={checked} />}
            {details.attachments.length > 0 && <Files page={page} details={details} />}
            <Card title="What happened">
              <Timeline page={page} details={details} history={history} names={names} />
              {page.can('records:write') && <CommentForm page={page} details={details} />}
            </Card>
          </div>
          <aside aria-label="About this record">
            <Facts page={page} details={details} names={names} />
            {page.can('records:write') && (
              <>
                <AssignForm page={page} details={details} names={names} people={people} />
                <StatusForm page={page} details={details} />
              </>
            )}
          </aside>
        </div>
      </>
    ),
  };
}

interface Parts {
  page: PageRequest;
  details: RecordDetails;
}

const Fields = ({ page, details }: Parts) => {
  const { row } = details;
  const kind = findKind(row.kind);
  const filled = (kind?.fields ?? []).filter(({ name }) => row.fields[name]);
  return (
    <Card>
      {filled.length === 0 ? (
        <p class="muted">
          Nothing more was written.
          {page.can('records:write') && (
            <>
              {' '}
              <a href={`${recordPath(page, row)}/edit`}>Add details</a>
            </>
          )}
        </p>
      ) : (
        <dl class="facts">
          {filled.map(({ name, label }) => (
            <div>
              <dt>{label}</dt>
              <dd class="prose">{row.fields[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {(details.parent || details.children.length > 0) && (
        <dl class="facts">
          {details.parent && (
            <div>
              <dt>Belongs to</dt>
              <dd>
                <RelatedLink page={page} row={details.parent} />
              </dd>
            </div>
          )}
          {details.children.length > 0 && (
            <div>
              <dt>Hanging on this</dt>
              {details.children.map((child) => (
                <dd>
                  <RelatedLink page={page} row={child} />
                </dd>
              ))}
            </div>
          )}
        </dl>
      )}
    </Card>
  );
};

const RelatedLink = ({ page, row }: { page: PageRequest; row: RecordDetails['row'] }) => (
  <a href={recordPath(page, row)}>
    #{row.number} {row.title}
  </a>
);

const Facts = (props: Parts & { names: ReadonlyMap<string, string> }) => {
  const { row, machine } = props.details;
  return (
    <Card title="About">
      <dl class="facts">
        <div>
          <dt>Machine</dt>
          <dd>{machine ? <a href={`${props.page.base}/machines/${machine.id}`}>{machine.name}</a> : '–'}</dd>
        </div>
        <div>
          <dt>Assigned to</dt>
          <dd>{personName(props.names, row.assigneeId)}</dd>
        </div>
        <div>
          <dt>Written by</dt>
          <dd>{row.createdByName}</dd>
        </div>
        <div>
          <dt>Saved</dt>
          <dd>
            <Time at={row.createdAt} full />
          </dd>
        </div>
        {row.closedAt && (
          <div>
            <dt>Closed</dt>
            <dd>
              <Time at={row.closedAt} full />
            </dd>
          </div>
        )}
        {row.channelId && row.messageId && (
          <div>
            <dt>Made from</dt>
            <dd>
              <DiscordLink guildId={props.page.guild.id} channelId={row.channelId} messageId={row.messageId}>
                the message in Discord
              </DiscordLink>
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
};

const AssignForm = (props: Parts & { names: ReadonlyMap<string, string>; people: readonly string[] }) => {
  const { page } = props;
  const { row } = props.details;
  const others = new Set([...props.people, ...(row.assigneeId ? [row.assigneeId] : [])]);
  others.delete(page.viewer.userId);
  return (
    <Card title="Who takes care of it">
      <Form page={page} action={`${recordPath(page, row)}/assign`}>
        <Select
          name="assignee"
          label="Assign to"
          value={row.assigneeId ?? ''}
          choices={[
            { value: '', title: 'Nobody' },
            { value: page.viewer.userId, title: `${page.viewer.name} (you)` },
            ...[...others].map((id) => ({ value: id, title: personName(props.names, id) })),
          ]}
        />
        <div class="form-actions">
          <button class="button plain" type="submit">
            Assign
          </button>
        </div>
      </Form>
      {row.assigneeId !== page.viewer.userId && row.status === 'open' && (
        <ActionButton
          page={page}
          action={`${recordPath(page, row)}/assign`}
          values={{ assignee: page.viewer.userId }}
          kind="quiet"
        >
          I take it
        </ActionButton>
      )}
    </Card>
  );
};

const StatusForm = ({ page, details }: Parts) => {
  const { row } = details;
  const isOpen = row.status === 'open';
  return (
    <Card title={isOpen ? 'Is it done?' : 'Is it back?'}>
      <Form page={page} action={`${recordPath(page, row)}/${isOpen ? 'close' : 'reopen'}`}>
        <TextArea
          name="reason"
          label="Reason"
          value={page.value('reason', '')}
          problem={page.problem?.fields.reason}
          help="Kept as a comment."
          maxlength={COMMENT_MAX_LENGTH}
          rows={2}
          optional
        />
        <div class="form-actions">
          <button class={isOpen ? 'button primary' : 'button plain'} type="submit">
            {isOpen ? 'Close record' : 'Open it again'}
          </button>
        </div>
      </Form>
    </Card>
  );
};

const CommentForm = ({ page, details }: Parts) => (
  <Form page={page} action={`${recordPath(page, details.row)}/comment`}>
    <input type="hidden" name="nonce" value={crypto.randomUUID()} />
    <TextArea
      name="body"
      label="Comment"
      value={page.value('body', '')}
      problem={page.problem?.fields.body}
      maxlength={COMMENT_MAX_LENGTH}
      rows={3}
    />
    <div class="form-actions">
      <button class="button plain" type="submit">
        Add comment
      </button>
    </div>
  </Form>
);
