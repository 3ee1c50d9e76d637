import {
  Badge,
  ButtonLink,
  Card,
  DiscordLink,
  EmptyState,
  Note,
} from '../../../core/web/components/basics.tsx';
import { ConfirmedAction } from '../../../core/web/components/confirmed-action.tsx';
import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import { drawnMessage } from '../../../core/web/components/drawn.ts';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import { deletePanel, listPanels, repostPanel } from '../actions/change-panel.ts';
import { panelMessage } from '../discord/panel-message.ts';
import type { CategoryRow, PanelRow } from '../views.ts';
import { categoriesOf } from './panel-categories.ts';
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
          <div class="stack" id="panels" {...(panels.some(isUnderWay) ? lookAgain(page) : {})}>
            {panels.map((panel) => (
              <PanelCard page={page} panel={panel} categories={categories} />
            ))}
          </div>
        )}
      </>
    ),
  };
}

/** Posting takes a moment; until then the part is read again. */
const lookAgain = ({ base }: PageRequest) => ({
  'hx-get': `${base}/tickets/panels`,
  'hx-trigger': 'every 2s',
  'hx-select': '#panels',
  'hx-swap': 'outerHTML',
});
const isPosted = ({ messageId, postedVersion, version }: PanelRow): boolean =>
  messageId !== null && postedVersion === version;
const isUnderWay = (panel: PanelRow): boolean => panel.error === null && !isPosted(panel);

const PanelCard = (props: { page: PageRequest; panel: PanelRow; categories: readonly CategoryRow[] }) => {
  const { page, panel, categories } = props;
  const at = `${page.base}/tickets/panels/${panel.id}`;
  return (
    <Card
      title={panel.title}
      aside={
        panel.error ? (
          <Badge tone="bad">Not posted</Badge>
        ) : isPosted(panel) ? (
          <Badge tone="good">Posted</Badge>
        ) : (
          <Badge tone="warning">Being posted</Badge>
        )
      }
    >
      {panel.error && <Note tone="bad">{panel.error}</Note>}
      <DiscordMessage
        author={page.guild.name}
        message={drawnMessage(panelMessage(panel, categoriesOf(panel, categories)))}
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

export async function submitPost(page: PageRequest): Promise<PageAnswer> {
  await repostPanel(page.ctx, page.param('panel'));
  return { to: '/tickets/panels', flash: 'It is being posted again.' };
}

export async function submitDeletePanel(page: PageRequest): Promise<PageAnswer> {
  await deletePanel(page.ctx, page.param('panel'));
  return { to: '/tickets/panels', flash: 'It was deleted, here and in Discord.' };
}
