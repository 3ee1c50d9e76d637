import type { Child } from 'hono/jsx';
import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import {
  Checkbox,
  Form,
  FormProblems,
  Select,
  TextArea,
  TextInput,
} from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { EMBED_LIMITS, MESSAGE_LIMITS } from '../../../discord/limits.ts';
import { showAnnouncement } from '../actions/show-announcement.ts';
import type { AnnouncementRow } from '../announcement-view.ts';
import { EMBED_TEXT_MAX_LENGTH, IMAGE_MAX_LENGTH, NAME_MAX_LENGTH } from '../limits.ts';
import { announcementPath, channelChoices, roleChoices } from './announcement-parts.tsx';
import { announcementParam, whenText } from './references.ts';

type Saved = Pick<AnnouncementRow, 'name' | 'message' | 'target' | 'timeZone'> & { when: string };

const nothing: Saved = {
  name: '',
  message: { content: '', embed: null, pings: [] },
  target: { kind: 'channel', channelId: '' },
  timeZone: '',
  when: '',
};

/** `preview` stands above the form. */
export async function newAnnouncementPage(page: PageRequest, preview?: Child): Promise<PageView> {
  return {
    title: 'New announcement',
    body: (
      <>
        <PageHeader
          title="New announcement"
          back={{ href: `${page.base}/announcements`, title: 'Announcements' }}
        />
        <FormProblems page={page} />
        {preview}
        <Card>
          <Form page={page} action={`${page.base}/announcements/new`} once>
            {await inputs(page, nothing)}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Plan it
              </button>
              <PreviewButton action={`${page.base}/announcements/new/preview`} />
              <ButtonLink href={`${page.base}/announcements`}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

export async function editAnnouncementPage(page: PageRequest, preview?: Child): Promise<PageView> {
  const { row } = await showAnnouncement(page.ctx, announcementParam(page));
  const path = announcementPath(page, row);
  return {
    title: `Edit #${row.number}`,
    body: (
      <>
        <PageHeader title={`Edit #${row.number}`} back={{ href: path, title: row.name }} />
        <FormProblems page={page} />
        {preview}
        {page.problem?.reason === 'announcement-changed' && (
          <Note tone="warning">
            Saved now: “{row.name}”, {whenText(row)} ({row.timeZone}). Its text: {row.message.content || '–'}
          </Note>
        )}
        <Card>
          <Form page={page} action={`${path}/edit`}>
            <input type="hidden" name="version" value={String(row.version)} />
            {await inputs(page, { ...row, when: whenText(row) })}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Save
              </button>
              <PreviewButton action={`${path}/edit/preview`} />
              <ButtonLink href={path}>Cancel</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

const PreviewButton = ({ action }: { action: string }) => (
  <button class="button plain" type="submit" formaction={action}>
    Preview
  </button>
);

async function inputs(page: PageRequest, saved: Saved) {
  const { message } = saved;
  const problems = page.problem?.fields ?? {};
  const common = (name: string, value: string) => ({
    name,
    value: page.value(name, value),
    problem: problems[name],
  });
  return (
    <>
      <TextInput
        {...common('name', saved.name)}
        label="Name"
        help="Only you see it."
        maxlength={NAME_MAX_LENGTH}
      />
      <TextInput
        {...common('when', saved.when)}
        label="When"
        help="In words or as a cron pattern: “tomorrow 18:00”, “2026-12-01 18:00”, “every friday 18:00”, “0 18 * * FRI”."
        maxlength={100}
      />
      <TextInput
        {...common('timeZone', saved.timeZone)}
        label="Time zone"
        help="Like Europe/Berlin. Empty: the server's own."
        maxlength={60}
        optional
      />
      {await placeInputs(page, saved)}
      <TextArea
        {...common('message.content', message.content)}
        label="Text"
        rows={5}
        maxlength={MESSAGE_LIMITS.content}
        help="Nobody is pinged by what is written here."
        optional
      />
      {page.can('announcements:ping') && (await pingInputs(page, message.pings))}
      {!page.can('announcements:ping') &&
        message.pings.map((id) => <input type="hidden" name="message.pings" value={id} />)}
      <fieldset class="field-group">
        <legend>Embed</legend>
        <TextInput
          {...common('message.embed.title', message.embed?.title ?? '')}
          label="Title of the embed"
          maxlength={EMBED_LIMITS.title}
          optional
        />
        <TextArea
          {...common('message.embed.text', message.embed?.text ?? '')}
          label="Text of the embed"
          rows={4}
          maxlength={EMBED_TEXT_MAX_LENGTH}
          optional
        />
        <TextInput
          {...common('message.embed.colour', message.embed?.colour ?? '')}
          label="Colour"
          placeholder="#5865F2"
          maxlength={7}
          optional
        />
        <TextInput
          {...common('message.embed.image', message.embed?.image ?? '')}
          label="Picture"
          help="Its https address."
          maxlength={IMAGE_MAX_LENGTH}
          optional
        />
      </fieldset>
    </>
  );
}

async function placeInputs(page: PageRequest, { target }: Saved) {
  const channels = await channelChoices(page.ctx);
  const own = target.kind === 'channel' ? target.channelId : '';
  const problems = page.problem?.fields ?? {};
  const channel = {
    name: 'target.channelId',
    label: 'Channel',
    value: page.value('target.channelId', own),
    problem: problems['target.channelId'],
    optional: true,
  };
  // A thread is no channel of the list, but a place all the same.
  const listed = channels?.some(({ value }) => value === own) || own === '';
  return (
    <>
      <Select
        name="target.kind"
        label="Where it goes"
        value={page.value('target.kind', target.kind)}
        problem={problems['target.kind']}
        choices={[
          { value: 'channel', title: 'A channel, posted by the bot' },
          { value: 'webhook', title: 'A Discord webhook' },
          { value: 'endpoints', title: 'Webhook endpoints that listen' },
        ]}
      />
      {channels ? (
        <Select
          {...channel}
          choices={[
            { value: '', title: 'None' },
            ...(listed ? [] : [{ value: own, title: `Channel or thread ${own}` }]),
            ...channels,
          ]}
        />
      ) : (
        <TextInput
          {...channel}
          help="Discord does not say which channels there are. Give the channel's id."
        />
      )}
      <TextInput
        name="target.url"
        label="Address of the webhook"
        value=""
        problem={problems['target.url']}
        type="password"
        help={
          target.kind === 'webhook'
            ? 'It is kept sealed and never shown. Empty: it stays as it is.'
            : 'Only for a Discord webhook; from Integrations → Webhooks. It is kept sealed and never shown.'
        }
        maxlength={300}
        optional
      />
    </>
  );
}

async function pingInputs(page: PageRequest, saved: readonly string[]) {
  const chosen = new Set(page.form.has('name') ? page.form.all('message.pings') : saved);
  const roles = (await roleChoices(page.ctx)) ?? [];
  const unknown = [...chosen].filter((id) => !roles.some(({ value }) => value === id));
  const problem = page.problem?.fields['message.pings'];
  const choices = [...unknown.map((id) => ({ value: id, title: `Role ${id}` })), ...roles];
  if (choices.length === 0) return null;
  return (
    <fieldset class="field" id="field-message.pings">
      <legend>Roles that are pinged</legend>
      {problem && <p class="field-problem">{problem}</p>}
      <div class="choices">
        {choices.map(({ value, title }, at) => (
          <Checkbox
            id={`ping-${at}`}
            name="message.pings"
            value={value}
            label={`@${title}`}
            on={chosen.has(value)}
          />
        ))}
      </div>
    </fieldset>
  );
}
