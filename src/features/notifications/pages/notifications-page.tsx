import { type NOTIFICATION_CHANNELS, placesOf } from '../../../core/notifications/kind.ts';
import { ButtonLink, Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, Select } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import { type ChoiceView, listChoices } from '../actions/list-choices.ts';
import { listKinds } from '../actions/list-kinds.ts';
import { listNotices, type NoticeView } from '../actions/list-notices.ts';
import { setChoices } from '../actions/set-choices.ts';
import { CHANNEL_WORDS } from '../words.ts';
import { ServerChoices } from './server-choices.tsx';

/** What came, and where the person wants to be told; for admins also what the server has. */
export async function notificationsPage(page: PageRequest): Promise<PageView> {
  const { ctx, viewer } = page;
  const view = await listChoices(ctx, viewer.userId);
  const notices = await listNotices(ctx);
  const ofServer = page.can('notifications:manage') ? await listKinds(ctx) : [];
  return {
    title: 'Notifications',
    body: (
      <>
        <PageHeader title="Notifications" lead="What you are told, and where. Your choice goes first." />
        <FormProblems page={page} />
        {view.dmsClosedAt && (
          <Note tone="warning">
            You took no direct messages (<Time at={view.dmsClosedAt} />
            ), so you are told in the channel for a week. Open them and save “Direct message” again.
          </Note>
        )}
        <Recent page={page} notices={notices} />
        <InThisBrowser />
        <Card title="Your choices">
          {view.kinds.length === 0 ? (
            <p>There is nothing here that you could be told of.</p>
          ) : (
            <Form page={page} action={`${page.base}/notifications`}>
              {view.kinds.map((choice) => (
                <ChoiceInput page={page} choice={choice} />
              ))}
              <div class="form-actions">
                <button class="button primary" type="submit">
                  Save
                </button>
              </div>
            </Form>
          )}
        </Card>
        {ofServer.length > 0 && (
          <Card
            title="The server"
            aside={<ButtonLink href={`${page.base}/settings/notifications`}>Change</ButtonLink>}
            flush
          >
            <ServerChoices kinds={ofServer} />
          </Card>
        )}
      </>
    ),
  };
}

/** Saves one's own choices. An empty one goes back to what the server has. */
export async function submitChoices(page: PageRequest): Promise<PageRedirect> {
  const { ctx, viewer } = page;
  const { kinds } = await listChoices(ctx, viewer.userId);
  const choices = kinds.flatMap(({ kind }) => {
    const text = page.form.text(kind);
    if (text === undefined) return [];
    // Anything else is refused by the action, in words.
    return [[kind, (text === '' ? null : text) as (typeof NOTIFICATION_CHANNELS)[number] | null] as const];
  });
  await setChoices(ctx, { userId: viewer.userId, choices: Object.fromEntries(choices) });
  return { to: '/notifications', flash: 'Saved.' };
}

const ChoiceInput = ({ page, choice }: { page: PageRequest; choice: ChoiceView }) => {
  const { kind, title, help, own, server } = choice;
  const isOff = server === 'off' ? ' Whatever you choose, the server has switched it off.' : '';
  return (
    <Select
      name={kind}
      label={title}
      help={`${help}${isOff}`}
      value={page.value(kind, own ?? '')}
      problem={page.problem?.fields[kind]}
      choices={[
        { value: '', title: `As the server has it: ${CHANNEL_WORDS[server]}` },
        ...placesOf(choice).map((value) => ({ value, title: CHANNEL_WORDS[value] })),
      ]}
    />
  );
};

const Recent = ({ page, notices }: { page: PageRequest; notices: readonly NoticeView[] }) => (
  <section class="card" id="recent-notices" data-live="notification.*">
    <header class="card-header">
      <h2>In the dashboard</h2>
    </header>
    {notices.length === 0 ? (
      <p class="help">Nothing came here in the last 30 days.</p>
    ) : (
      <ul class="told">
        {notices.map(({ id, title, text, path, subject, createdAt }) => (
          <li data-notice={id} data-subject={subject}>
            {path ? <a href={`${page.base}${path}`}>{text}</a> : <span>{text}</span>}
            <p class="help">
              {title} · <Time at={createdAt} />
            </p>
          </li>
        ))}
      </ul>
    )}
  </section>
);

/** Shown by the script, which alone can do it. */
const InThisBrowser = () => (
  <fieldset class="desk-notify" data-notify hidden>
    <legend class="sr-only">Notices in this browser</legend>
    <label>
      <input type="checkbox" data-notify-on /> Show notices in this browser while a page of this server is
      open
    </label>
    <label>
      <input type="checkbox" data-notify-sound /> with a sound
    </label>
    <p class="help" data-notify-problem role="status"></p>
  </fieldset>
);
