import {
  Badge,
  ButtonLink,
  Card,
  DiscordLink,
  EmptyState,
  Note,
  PageHeader,
} from '../../../core/web/components/basics.tsx';
import { ConfirmedAction } from '../../../core/web/components/confirmed-action.tsx';
import { ChannelInput } from '../../../core/web/components/discord-inputs.tsx';
import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import { drawnMessage } from '../../../core/web/components/drawn.ts';
import {
  ActionButton,
  Checkbox,
  Form,
  FormProblems,
  Select,
  TextArea,
  TextInput,
} from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import { changePanel, createPanel, deletePanel, listPanels, repostPanel } from '../actions/change-panel.ts';
import { panelMessage } from '../discord/panel-message.ts';
import { findPanel } from '../find-category.ts';
import type { CategoryRow, PanelRow } from '../views.ts';
import { categoryTitle } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';

/** Messages in Discord from which members open tickets, each as it looks there. */
export async function panelsPage(page: PageRequest): Promise<PageView> {
  const [panels, categories] = await Promise.all([listPanels(page.ctx), listCategories(page.ctx)]);
  return {
    title: 'Panels · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/panels"
          title="Panels"
          lead="Messages in Discord with a button or a menu from which members open tickets."
        >
          {categories.length > 0 && (
            <ButtonLink href={`${page.base}/tickets/panels/new`} kind="primary">
              <Icon name="plus" />
              New panel
            </ButtonLink>
          )}
        </TicketTabs>
        <FormProblems page={page} />
        {panels.length === 0 ? (
          <EmptyState
            icon="tickets"
            title="No panels yet"
            action={
              categories.length === 0 && (
                <ButtonLink href={`${page.base}/tickets/categories/new`} kind="primary">
                  Make a category first
                </ButtonLink>
              )
            }
          >
            A panel shows your categories in a channel. Members press a button, answer its questions, and have
            a ticket.
          </EmptyState>
        ) : (
          <div class="stack" id="panels" data-live="ticket.*">
            {panels.map((panel) => (
              <PanelCard page={page} panel={panel} categories={categories} />
            ))}
          </div>
        )}
      </>
    ),
  };
}

const chosen = ({ categoryIds }: Pick<PanelRow, 'categoryIds'>, categories: readonly CategoryRow[]) =>
  categoryIds.flatMap((id) => categories.find((row) => row.id === id) ?? []);

const PanelCard = (props: { page: PageRequest; panel: PanelRow; categories: readonly CategoryRow[] }) => {
  const { page, panel, categories } = props;
  const at = `${page.base}/tickets/panels/${panel.id}`;
  return (
    <Card
      title={panel.title}
      aside={
        panel.error ? (
          <Badge tone="bad">Not posted</Badge>
        ) : panel.messageId && panel.postedVersion === panel.version ? (
          <Badge tone="good">Posted</Badge>
        ) : (
          <Badge tone="warning">Being posted</Badge>
        )
      }
    >
      {panel.error && <Note tone="bad">{panel.error}</Note>}
      <DiscordMessage
        author={page.guild.name}
        message={drawnMessage(panelMessage(panel, chosen(panel, categories)))}
      />
      <div class="row">
        <ButtonLink href={at}>Edit</ButtonLink>
        <ActionButton page={page} action={`${at}/post`} label={`Post again: ${panel.title}`}>
          Post again
        </ActionButton>
        <DiscordLink
          guildId={page.guild.id}
          channelId={panel.channelId}
          {...(panel.messageId ? { messageId: panel.messageId } : {})}
        />
        <ConfirmedAction
          page={page}
          action={`${at}/delete`}
          does="Delete"
          to={panel.title}
          ask="Its message in Discord goes as well, and nobody opens tickets from it any more. Tickets stay."
          yes="Yes, delete it"
        />
      </div>
    </Card>
  );
};

type Shown = Pick<PanelRow, 'title' | 'text' | 'colour' | 'style' | 'categoryIds' | 'channelId'>;

export async function newPanelPage(page: PageRequest): Promise<PageView> {
  const categories = await listCategories(page.ctx);
  const all = categories.map(({ id }) => id).slice(0, 25);
  const empty: Shown = {
    title: 'Need help?',
    text: 'Choose what it is about. Only you and the team will see it.',
    colour: 0x5865f2,
    style: 'buttons',
    categoryIds: all,
    channelId: '',
  };
  return editor(page, empty, undefined, categories);
}

export async function panelPage(page: PageRequest): Promise<PageView> {
  await page.ctx.require('tickets:manage', 'read');
  const [row, categories] = await Promise.all([
    findPanel(page.ctx, page.param('panel')),
    listCategories(page.ctx),
  ]);
  return editor(page, row, row, categories);
}

async function editor(
  page: PageRequest,
  saved: Shown,
  row: PanelRow | undefined,
  categories: readonly CategoryRow[],
): Promise<PageView> {
  const { channels } = await guildChoices(page.ctx, { channels: !row });
  const problems = page.problem?.fields ?? {};
  const shown: Shown = page.form.entries().length > 0 ? { ...saved, ...readPanel(page) } : saved;
  const at = `${page.base}/tickets/panels/${row?.id ?? 'new'}`;
  return {
    title: `${row ? row.title : 'New panel'} · Tickets`,
    body: (
      <>
        <PageHeader
          title={row ? row.title : 'New panel'}
          back={{ href: `${page.base}/tickets/panels`, title: 'Panels' }}
        />
        <FormProblems page={page} />
        <div class="beside">
          <Card>
            <Form page={page} action={at} once={!row}>
              {!row && (
                <ChannelInput
                  name="channelId"
                  label="Channel"
                  value={shown.channelId}
                  help="Where it is posted."
                  problem={problems.channelId}
                  channels={channels}
                  none="Choose a channel"
                />
              )}
              <TextInput
                name="title"
                label="Title"
                value={shown.title}
                problem={problems.title}
                maxlength={256}
              />
              <TextArea
                name="text"
                label="Text"
                value={shown.text}
                problem={problems.text}
                maxlength={2_000}
                optional
              />
              <TextInput
                name="colour"
                label="Colour"
                value={`#${shown.colour.toString(16).padStart(6, '0')}`}
                help="As #5865f2."
                problem={problems.colour}
                maxlength={7}
              />
              <Select
                name="style"
                label="Categories as"
                value={shown.style}
                choices={[
                  { value: 'buttons', title: 'Buttons' },
                  { value: 'select', title: 'A menu, with their descriptions' },
                ]}
              />
              <fieldset class="field" id="field-categoryIds">
                <legend>Which categories</legend>
                {problems.categoryIds && <p class="field-problem">{problems.categoryIds}</p>}
                <div class="choices">
                  {categories.map((category) => (
                    <Checkbox
                      id={`category-${category.id}`}
                      name="categoryIds"
                      value={category.id}
                      label={categoryTitle(category)}
                      on={shown.categoryIds.includes(category.id)}
                    />
                  ))}
                </div>
              </fieldset>
              <div class="form-actions">
                <button class="button primary" type="submit">
                  {row ? 'Save' : 'Post it'}
                </button>
                <button class="button plain" type="submit" formaction={`${at}/preview`}>
                  Preview
                </button>
                <ButtonLink href={`${page.base}/tickets/panels`}>Cancel</ButtonLink>
              </div>
            </Form>
          </Card>
          <aside class="sticky" aria-label="Preview" id="preview">
            <h2>How Discord shows it</h2>
            <DiscordMessage
              author={page.guild.name}
              message={drawnMessage(panelMessage({ ...shown, id: '' }, chosen(shown, categories)))}
            />
          </aside>
        </div>
      </>
    ),
  };
}

function readPanel({ form }: PageRequest): Shown {
  const colour = Number.parseInt((form.text('colour') ?? '').replace('#', ''), 16);
  return {
    title: form.text('title')?.trim() ?? '',
    text: form.text('text')?.trim() ?? '',
    colour: Number.isNaN(colour) ? 0x5865f2 : colour,
    style: form.text('style') === 'select' ? 'select' : 'buttons',
    categoryIds: form.all('categoryIds'),
    channelId: form.text('channelId') ?? '',
  };
}

export async function submitNewPanel(page: PageRequest): Promise<PageAnswer> {
  await createPanel(page.ctx, readPanel(page));
  return { to: '/tickets/panels', flash: 'It is being posted.' };
}

export async function submitPanel(page: PageRequest): Promise<PageAnswer> {
  const { channelId: _stays, ...change } = readPanel(page);
  await changePanel(page.ctx, page.param('panel'), change);
  return { to: '/tickets/panels', flash: 'It was saved; the message in Discord follows.' };
}

export async function submitPost(page: PageRequest): Promise<PageAnswer> {
  await repostPanel(page.ctx, page.param('panel'));
  return { to: '/tickets/panels', flash: 'It is being posted again.' };
}

export async function submitDeletePanel(page: PageRequest): Promise<PageAnswer> {
  await deletePanel(page.ctx, page.param('panel'));
  return { to: '/tickets/panels', flash: 'It was deleted, here and in Discord.' };
}
