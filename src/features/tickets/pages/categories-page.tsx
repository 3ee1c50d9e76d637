import { Badge, ButtonLink, EmptyState } from '../../../core/web/components/basics.tsx';
import { ActionButton } from '../../../core/web/components/form.tsx';
import { Icon } from '../../../core/web/components/icon.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { changeCategory, listCategories } from '../actions/change-category.ts';
import { categoryTitle } from './ticket-parts.tsx';
import { TicketTabs } from './ticket-tabs.tsx';

/** The kinds of tickets, in the order in which members see them. */
export async function categoriesPage(page: PageRequest): Promise<PageView> {
  const [rows, { channels }] = await Promise.all([
    listCategories(page.ctx, { archived: true }),
    guildChoices(page.ctx, { channels: true }),
  ]);
  const channelName = (id: string | null) => {
    const name = channels?.find((channel) => channel.id === id)?.name;
    return id ? (name ? `#${name}` : `Channel ${id}`) : 'The channel of the settings';
  };
  return {
    title: 'Categories · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/categories"
          title="Categories"
          lead="Kinds of tickets: where they are held, who works on them, and what members are asked."
        >
          <ButtonLink href={`${page.base}/tickets/categories/new`} kind="primary">
            <Icon name="plus" />
            New category
          </ButtonLink>
        </TicketTabs>
        {rows.length === 0 ? (
          <EmptyState icon="tickets" title="No categories yet">
            Without one, members open plain tickets with a subject and a message. A category adds a form, a
            channel and roles, and can be put on a panel.
          </EmptyState>
        ) : (
          <div class="card flush">
            <div class="table-wrap">
              <table>
                <caption class="sr-only">Categories</caption>
                <thead>
                  <tr>
                    <th scope="col">Category</th>
                    <th scope="col">Threads in</th>
                    <th scope="col">Questions</th>
                    <th scope="col">
                      <span class="sr-only">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr>
                      <td class="lead-cell" data-label="Category">
                        <a class="title" href={`${page.base}/tickets/categories/${row.id}`}>
                          {categoryTitle(row)}
                        </a>{' '}
                        {row.archivedAt && <Badge>Archived</Badge>}
                        {row.description && <div class="sub">{row.description}</div>}
                      </td>
                      <td class="quiet" data-label="Threads in">
                        {channelName(row.channelId)}
                        <div class="sub">{row.isPrivate ? 'Private threads' : 'Threads that all see'}</div>
                      </td>
                      <td class="numeric" data-label="Questions">
                        {row.form.length}
                      </td>
                      <td class="end">
                        <ActionButton
                          page={page}
                          action={`${page.base}/tickets/categories/${row.id}/archive`}
                          values={{ archived: row.archivedAt ? '' : 'yes' }}
                          kind="quiet"
                          label={`${row.archivedAt ? 'Take back into use' : 'Archive'}: ${row.name}`}
                        >
                          {row.archivedAt ? 'Take back' : 'Archive'}
                        </ActionButton>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        )}
      </>
    ),
  };
}

export async function submitArchive(page: PageRequest): Promise<PageAnswer> {
  const archived = page.form.text('archived') === 'yes';
  const row = await changeCategory(page.ctx, page.param('category'), { archived });
  return {
    to: '/tickets/categories',
    flash: archived
      ? `“${row.name}” takes no more tickets. Those that it has stay.`
      : `“${row.name}” takes tickets again.`,
  };
}
