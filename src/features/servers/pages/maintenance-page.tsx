import type { Child } from 'hono/jsx';
import type { NotificationChannel } from '../../../core/notifications/kind.ts';
import { ButtonLink, Card, EmptyState, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { DrawnNotice } from '../../notices/pages/public.ts';
import { MESSAGE_MAX_LENGTH, previewNotice, TITLE_MAX_LENGTH } from '../../notices/public.ts';
import { type MaintenancePlan, planMaintenance } from '../actions/plan-maintenance.ts';
import { countWords } from './batch-page.tsx';
import { readMaintenance, serverIdsOf } from './maintenance-submits.ts';
import { serverPath } from './server-parts.tsx';

const TITLE = 'Announce maintenance';

/** The form of a maintenance of the servers in the address, with who would be told. */
export async function maintenancePage(page: PageRequest, preview?: Child): Promise<PageView> {
  const serverIds = serverIdsOf(page);
  if (serverIds.length === 0 && !page.problem) return nothingChosen(page);
  const plan = await planMaintenance(page.ctx, serverIds);
  const path = `${page.base}/servers/maintenance`;
  const input = (name: string) => ({
    name,
    value: page.value(name, ''),
    problem: page.problem?.fields[name],
  });
  return {
    title: TITLE,
    body: (
      <>
        <PageHeader
          title={TITLE}
          back={{ href: `${page.base}/servers/all`, title: 'Servers' }}
          lead={`For ${countWords(plan.servers.length)}: one message, which is edited when it begins and ends.`}
        />
        <FormProblems page={page} />
        <div class="columns">
          <div>
            {preview}
            <Card>
              <Form page={page} action={path} once>
                <input
                  type="hidden"
                  name="servers"
                  value={plan.servers.map(({ serverId }) => serverId).join(',')}
                />
                <TextInput {...input('title')} label="Title" maxlength={TITLE_MAX_LENGTH} />
                <TextArea
                  {...input('message')}
                  label="What people have to know"
                  rows={4}
                  maxlength={MESSAGE_MAX_LENGTH}
                  help="Nobody is pinged by what is written here."
                />
                <TextInput
                  {...input('startsAt')}
                  label="Begins"
                  help="In words, by the clock of the server: “tomorrow 22:00”, “2026-12-01 22:00”."
                  maxlength={100}
                />
                <TextInput {...input('endsAt')} label="Ends" maxlength={100} />
                <div class="form-actions">
                  <button class="button primary" type="submit">
                    Announce it
                  </button>
                  <button class="button plain" type="submit" formaction={`${path}/preview`}>
                    Preview
                  </button>
                  <ButtonLink href={`${page.base}/servers/all`}>Cancel</ButtonLink>
                </div>
              </Form>
            </Card>
          </div>
          <aside aria-label="Who is told">
            <Told page={page} plan={plan} />
          </aside>
        </div>
      </>
    ),
  };
}

const nothingChosen = (page: PageRequest): PageView => ({
  title: TITLE,
  body: (
    <>
      <PageHeader title={TITLE} back={{ href: `${page.base}/servers/all`, title: 'Servers' }} />
      <EmptyState
        icon="servers"
        title="No server is chosen"
        action={<ButtonLink href={`${page.base}/servers/all`}>Choose servers</ButtonLink>}
      >
        Tick those that the maintenance is about in the list, then announce it.
      </EmptyState>
    </>
  ),
});

/** The form as it was typed, below what would be posted. Saves and posts nothing. */
export async function previewMaintenance(page: PageRequest): Promise<PageView> {
  const row = await previewNotice(page.ctx, await readMaintenance(page));
  const typed = { ...page, value: (name: string, fallback: string) => page.form.text(name) ?? fallback };
  return maintenancePage(
    typed,
    <Card title="As it would be posted">
      <DrawnNotice row={row} />
      <Note>Nothing is posted yet.</Note>
    </Card>,
  );
}

const WHERE: Readonly<Record<NotificationChannel, string>> = {
  dm: 'by direct message',
  channel: 'in the channel for notifications',
  dashboard: 'in the dashboard',
  none: 'not told: they or the server chose so',
};

const Told = ({ page, plan }: { page: PageRequest; plan: MaintenancePlan }) => {
  const { told, ofNobody, channelId } = plan;
  return (
    <Card title="Who is told">
      <p>
        {channelId
          ? 'Everybody who sees the channel for maintenance.'
          : 'Nobody in a channel: none is chosen for maintenance in the settings of Notices.'}
      </p>
      {told.length > 0 && (
        <ul>
          {told.map(({ link, servers, channel }) => (
            <li>
              <strong>{link.userName}</strong> ({link.accountName}), {WHERE[channel]}:{' '}
              {servers.map(({ name }) => name).join(', ')}
            </li>
          ))}
        </ul>
      )}
      {ofNobody.length > 0 && (
        <>
          <p>No member is linked to the account of:</p>
          <ul>
            {ofNobody.map(({ serverId, name, accountId }) => (
              <li>
                <a href={serverPath(page, serverId)}>{name}</a> ({accountId ?? 'account not known'})
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
};
