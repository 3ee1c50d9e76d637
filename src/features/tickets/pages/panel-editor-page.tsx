import { InputError } from '../../../core/errors.ts';
import { ButtonLink, Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { ChannelInput } from '../../../core/web/components/discord-inputs.tsx';
import { DiscordMessage } from '../../../core/web/components/discord-message.tsx';
import { drawnMessage } from '../../../core/web/components/drawn.ts';
import {
  Checkbox,
  Form,
  FormProblems,
  Select,
  TextArea,
  TextInput,
} from '../../../core/web/components/form.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listCategories } from '../actions/change-category.ts';
import { changePanel, createPanel } from '../actions/change-panel.ts';
import { panelMessage } from '../discord/panel-message.ts';
import { findPanel } from '../find-category.ts';
import type { CategoryRow, PanelRow } from '../views.ts';
import { categoriesOf } from './panel-categories.ts';
import { categoryTitle } from './ticket-parts.tsx';

/** Discord's own colour. */
const BLURPLE = 0x5865f2;

type Shown = Pick<PanelRow, 'title' | 'text' | 'colour' | 'style' | 'categoryIds' | 'channelId'>;

export async function newPanelPage(page: PageRequest): Promise<PageView> {
  const categories = await listCategories(page.ctx);
  const all = categories.map(({ id }) => id).slice(0, 25);
  const empty: Shown = {
    title: 'Need help?',
    text: 'Choose what it is about. Only you and the team will see it.',
    colour: BLURPLE,
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
                value={page.value('colour', `#${saved.colour.toString(16).padStart(6, '0')}`)}
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
              message={drawnMessage(panelMessage({ ...shown, id: '' }, categoriesOf(shown, categories)))}
            />
          </aside>
        </div>
      </>
    ),
  };
}

/** What was typed, as far as it makes sense. */
function readPanel({ form }: PageRequest): Shown {
  return {
    title: form.text('title')?.trim() ?? '',
    text: form.text('text')?.trim() ?? '',
    colour: readColour(form.text('colour')) ?? BLURPLE,
    style: form.text('style') === 'select' ? 'select' : 'buttons',
    categoryIds: form.all('categoryIds'),
    channelId: form.text('channelId') ?? '',
  };
}

/** The same for what is saved: a colour that is none is not replaced in silence. */
function checkedPanel(page: PageRequest): Shown {
  if (readColour(page.form.text('colour')) !== undefined) return readPanel(page);
  const problem = 'Give a colour as #5865f2: six signs from 0 to 9 and a to f.';
  throw new InputError(problem, { colour: problem });
}

function readColour(text = ''): number | undefined {
  const hex = /^#?([\da-f]{6})$/i.exec(text.trim())?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}

export async function submitNewPanel(page: PageRequest): Promise<PageAnswer> {
  await createPanel(page.ctx, checkedPanel(page));
  return { to: '/tickets/panels', flash: 'It is being posted.' };
}

export async function submitPanel(page: PageRequest): Promise<PageAnswer> {
  const { channelId: _stays, ...change } = checkedPanel(page);
  await changePanel(page.ctx, page.param('panel'), change);
  return { to: '/tickets/panels', flash: 'It was saved; the message in Discord follows.' };
}
