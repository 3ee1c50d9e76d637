import { Card, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, Select, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { completeTicket } from '../actions/complete-ticket.ts';
import { openTicket } from '../actions/open-ticket.ts';
import { findCategory, listOpenCategories } from '../find-category.ts';
import type { CategoryRow } from '../views.ts';
import { categoryTitle } from './ticket-parts.tsx';

/** Where a member opens a ticket on the web: what it is about first, then the questions of that kind. */
export async function newTicketPage(page: PageRequest): Promise<PageView> {
  await page.ctx.require('tickets:open', 'read');
  const categories = await listOpenCategories(page.ctx);
  const wanted = page.query('category') ?? page.form.text('category') ?? '';
  const category = categories.find(({ id }) => id === wanted);
  const problems = page.problem?.fields ?? {};
  const at = `${page.base}/my-tickets`;
  // Where the category was archived meanwhile, what was typed is shown again without it.
  if (categories.length > 0 && !category && wanted !== 'none' && !page.problem) {
    return {
      title: 'New ticket',
      body: (
        <>
          <PageHeader title="What is it about?" back={{ href: at, title: 'My tickets' }} />
          <ul class="list-links">
            {categories.map((row) => (
              <li>
                <a href={`${at}/new?category=${row.id}`}>
                  <strong>{categoryTitle(row)}</strong>
                  <span>{row.description}</span>
                </a>
              </li>
            ))}
            <li>
              <a href={`${at}/new?category=none`}>
                <strong>Something else</strong>
              </a>
            </li>
          </ul>
        </>
      ),
    };
  }
  return {
    title: 'New ticket',
    body: (
      <>
        <PageHeader
          title={category ? categoryTitle(category) : 'New ticket'}
          lead="Only you and the team will see it. Files can be attached once it is open."
          back={{ href: `${at}/new`, title: 'Another kind' }}
        />
        <FormProblems page={page} />
        <Card>
          <Form page={page} action={`${at}/new`} once>
            <input type="hidden" name="category" value={category?.id ?? 'none'} />
            <TextInput
              name="subject"
              label="Subject"
              value={page.value('subject', '')}
              problem={problems.subject}
              maxlength={200}
            />
            <TextArea
              name="message"
              label="What happened?"
              value={page.value('message', '')}
              problem={problems.message}
              maxlength={4_000}
            />
            {category && <Questions page={page} category={category} />}
            <div class="form-actions">
              <button class="button primary" type="submit">
                Open the ticket
              </button>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}

const Questions = ({ page, category }: { page: PageRequest; category: CategoryRow }) => (
  <>
    {category.form.map((question) => {
      const name = `answers.${question.id}`;
      const common = {
        name,
        label: question.label,
        value: page.value(name, ''),
        help: question.description,
        problem: page.problem?.fields[name],
        optional: !question.required,
        ...(question.placeholder ? { placeholder: question.placeholder } : {}),
        ...(question.maxLength ? { maxlength: question.maxLength } : {}),
      };
      if (question.style === 'long') return <TextArea {...common} />;
      if (question.style === 'short') return <TextInput {...common} />;
      const options = (question.options ?? []).map((value) => ({ value, title: value }));
      return <Select {...common} choices={[{ value: '', title: 'Choose' }, ...options]} />;
    })}
  </>
);

export async function submitNewTicket(page: PageRequest): Promise<PageAnswer> {
  const { ctx, form, viewer } = page;
  const wanted = form.text('category') ?? 'none';
  const category = wanted === 'none' ? undefined : await findCategory(ctx, wanted);
  const answers = Object.fromEntries(
    (category?.form ?? []).flatMap(({ id }) => {
      const text = form.text(`answers.${id}`)?.trim();
      return text ? [[id, text]] : [];
    }),
  );
  const { conversation, ticket } = await openTicket(
    ctx,
    {
      subject: form.text('subject') ?? '',
      message: form.text('message') ?? '',
      category: category?.id ?? null,
      answers,
    },
    { person: { id: viewer.userId, name: viewer.name }, source: 'web' },
  );
  // The job makes its place in Discord anyway; at once is nicer, and whoever opened it need not wait for that.
  const system = ctx.as({ kind: 'system', name: 'tickets' });
  ctx.runtime.defer(completeTicket(system, ticket.id, { now: true }));
  return {
    to: `/my-tickets/${conversation.number}`,
    flash: `Your ticket #${conversation.number} is open. The team will answer here and in Discord.`,
  };
}
