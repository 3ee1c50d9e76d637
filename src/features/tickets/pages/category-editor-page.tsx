import { ButtonLink, Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { ChannelInput, RolesInput } from '../../../core/web/components/discord-inputs.tsx';
import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import { DiscordModal } from '../../../core/web/components/discord-modal.tsx';
import { drawnInputs, drawnMessage } from '../../../core/web/components/drawn.ts';
import { Form, FormProblems, Switch, TextInput } from '../../../core/web/components/form.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { changeCategory, createCategory } from '../actions/change-category.ts';
import { panelMessage } from '../discord/panel-message.ts';
import { openModalFor } from '../discord/ticket-modals.ts';
import { findCategory } from '../find-category.ts';
import type { CategoryRow } from '../views.ts';
import { QuestionFields, readQuestions } from './question-fields.tsx';

const nothing = {
  name: '',
  emoji: null,
  description: '',
  channelId: null,
  staffRoleIds: [],
  pingRoleIds: [],
  form: [],
  isPrivate: true,
} satisfies Partial<CategoryRow>;

type Shown = Pick<CategoryRow, keyof typeof nothing>;

export const newCategoryPage = async (page: PageRequest): Promise<PageView> =>
  editor(page, nothing, undefined);

export async function categoryPage(page: PageRequest): Promise<PageView> {
  await page.ctx.require('tickets:manage', 'read');
  const row = await findCategory(page.ctx, page.param('category'));
  return editor(page, row, row);
}

/** The form, with what members will see of it in Discord beside it. */
async function editor(page: PageRequest, saved: Shown, row: CategoryRow | undefined): Promise<PageView> {
  const choices = await guildChoices(page.ctx, { channels: true, roles: true });
  const problems = page.problem?.fields ?? {};
  const isAgain = page.form.entries().length > 0;
  const shown: Shown = isAgain ? { ...saved, ...readCategory(page) } : saved;
  const at = `${page.base}/tickets/categories/${row?.id ?? 'new'}`;
  const input = (name: 'name' | 'emoji' | 'description' | 'channelId') => ({
    name,
    value: page.value(name, saved[name] ?? ''),
    problem: problems[name],
  });
  return {
    title: `${row?.name ?? 'New category'} · Tickets`,
    body: (
      <>
        <PageHeader
          title={row ? row.name : 'New category'}
          back={{ href: `${page.base}/tickets/categories`, title: 'Categories' }}
        />
        <FormProblems page={page} />
        <div class="beside">
          <Card>
            <Form page={page} action={at} once={!row}>
              <TextInput {...input('name')} label="Name" maxlength={80} placeholder="Billing" />
              <TextInput
                {...input('emoji')}
                label="Emoji"
                help="One emoji, or name:id of one of this server’s."
                maxlength={64}
                optional
              />
              <TextInput
                {...input('description')}
                label="Description"
                help="Shown below the name in a panel’s menu."
                maxlength={100}
                optional
              />
              <ChannelInput
                {...input('channelId')}
                label="Channel"
                help="Threads of its tickets are made below this channel."
                channels={choices.channels}
                none="The channel of the settings"
              />
              <Switch
                name="isPrivate"
                label="Private threads"
                on={shown.isPrivate}
                help="Only the member and the team see them. Off: everybody who sees the channel."
              />
              <RolesInput
                name="staffRoleIds"
                label="Who works on them"
                help="Besides the team of the server: these roles may answer and change tickets of this category."
                problem={problems.staffRoleIds}
                chosen={shown.staffRoleIds}
                roles={choices.roles}
              />
              <RolesInput
                name="pingRoleIds"
                label="Who is told in Discord"
                help="These roles are mentioned when a ticket is opened."
                problem={problems.pingRoleIds}
                chosen={shown.pingRoleIds}
                roles={choices.roles}
              />
              <QuestionFields page={page} form={saved.form} />
              <div class="form-actions">
                <button class="button primary" type="submit">
                  {row ? 'Save' : 'Create category'}
                </button>
                <button class="button plain" type="submit" formaction={`${at}/preview`}>
                  Preview
                </button>
                <ButtonLink href={`${page.base}/tickets/categories`}>Cancel</ButtonLink>
              </div>
            </Form>
          </Card>
          <Preview page={page} shown={shown} />
        </div>
      </>
    ),
  };
}

const Preview = ({ page, shown }: { page: PageRequest; shown: Shown }) => {
  const category = { ...shown, id: '', name: shown.name || 'Name' };
  const panel = {
    id: '',
    title: 'Need help?',
    text: 'Open a ticket.',
    colour: 0x5865f2,
    style: 'buttons',
  } as const;
  const dialog = openModalFor(category);
  return (
    <aside class="sticky" aria-label="Preview" id="preview">
      <h2>How Discord shows it</h2>
      <DiscordMessage author={page.guild.name} message={drawnMessage(panelMessage(panel, [category]))} />
      <DiscordModal title={dialog.title} app={page.guild.name} inputs={drawnInputs(dialog)} />
    </aside>
  );
};

/** What the form brings, as the actions take it. */
function readCategory(page: PageRequest) {
  const { form } = page;
  return {
    name: form.text('name')?.trim() ?? '',
    emoji: form.text('emoji')?.trim() || null,
    description: form.text('description')?.trim() ?? '',
    channelId: form.text('channelId')?.trim() || null,
    staffRoleIds: readIds(form.all('staffRoleIds')),
    pingRoleIds: readIds(form.all('pingRoleIds')),
    form: readQuestions(page),
    isPrivate: form.has('isPrivate'),
  };
}

/** Ticked, or typed with commas where Discord did not say what there is to tick. */
const readIds = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(/[\s,]+/)).filter(Boolean);

export async function submitNewCategory(page: PageRequest): Promise<PageAnswer> {
  const row = await createCategory(page.ctx, readCategory(page));
  return {
    to: `/tickets/categories/${row.id}`,
    flash: `“${row.name}” was created. Put it on a panel, so that members see it.`,
  };
}

export async function submitCategory(page: PageRequest): Promise<PageAnswer> {
  const row = await changeCategory(page.ctx, page.param('category'), readCategory(page));
  return { to: `/tickets/categories/${row.id}`, flash: 'It was saved. Panels that show it are drawn anew.' };
}
