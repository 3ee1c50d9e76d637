import { Form } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import type { CategoryRow, Ticket } from '../views.ts';
import type { Person } from './people.ts';
import { categoryTitle, ticketPath } from './ticket-parts.tsx';
import { PRIORITY_WORDS } from './words.ts';

interface Parts {
  page: PageRequest;
  found: Ticket;
}

/** Gives the ticket to somebody. */
export const OwnerForm = ({ page, found, team }: Parts & { team: readonly Person[] }) => (
  <section class="about-part" aria-labelledby="about-owner">
    <h3 id="about-owner">Give it to</h3>
    <Form page={page} action={`${ticketPath(page, found)}/assign`} class="about-form">
      <label class="sr-only" for="field-assignee">
        Give it to
      </label>
      <select id="field-assignee" name="assignee">
        <option value="">Nobody</option>
        {team.map(({ id, name }) => (
          <option value={id} selected={id === found.conversation.assigneeId}>
            {name}
          </option>
        ))}
      </select>
      <label for="field-assign-reason">Why, for whoever gets it</label>
      <input id="field-assign-reason" name="reason" maxlength={300} autocomplete="off" />
      <button class="button plain small" type="submit">
        Assign
      </button>
    </Form>
  </section>
);

/** Subject, category, priority and tags. */
export const DetailsForm = ({ page, found, categories }: Parts & { categories: readonly CategoryRow[] }) => {
  const { ticket, conversation } = found;
  return (
    <section class="about-part" aria-labelledby="about-details">
      <h3 id="about-details">Details</h3>
      <Form page={page} action={`${ticketPath(page, found)}/edit`} class="about-form">
        <label for="field-subject">Subject</label>
        <input
          id="field-subject"
          name="subject"
          value={conversation.subject}
          maxlength={200}
          autocomplete="off"
        />
        <label for="field-category">Category</label>
        <select id="field-category" name="category">
          <option value="none">None</option>
          {categories.map((row) => (
            <option value={row.id} selected={row.id === ticket.categoryId}>
              {categoryTitle(row)}
            </option>
          ))}
        </select>
        <label for="field-priority">Priority</label>
        <select id="field-priority" name="priority">
          {Object.entries(PRIORITY_WORDS).map(([value, title]) => (
            <option value={value} selected={value === conversation.priority}>
              {title}
            </option>
          ))}
        </select>
        <label for="field-tags">Tags</label>
        <input
          id="field-tags"
          name="tags"
          value={conversation.tags.join(', ')}
          maxlength={500}
          autocomplete="off"
        />
        <button class="button plain small" type="submit">
          Save
        </button>
      </Form>
    </section>
  );
};
