import { Card, EmptyState, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { ConfirmedAction } from '../../../core/web/components/confirmed-action.tsx';
import { Form, FormProblems, TextArea, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import { CANNED_BODY_MAX_LENGTH, CANNED_NAME_MAX_LENGTH, PLACEHOLDERS } from '../../conversations/public.ts';
import { deleteCannedReply } from '../actions/delete-canned-reply.ts';
import { listCannedReplies } from '../actions/list-canned-replies.ts';
import { saveCannedReply } from '../actions/save-canned-reply.ts';

/** Texts that are used again and again. `?edit=<id>` opens one for change. */
export async function repliesPage(page: PageRequest): Promise<PageView> {
  const rows = await listCannedReplies(page.ctx);
  const edited = rows.find(({ id }) => id === (page.query('edit') ?? page.form.text('id')));
  return {
    title: 'Canned replies',
    body: (
      <>
        <PageHeader
          title="Canned replies"
          back={{ href: `${page.base}/inbox`, title: 'Inbox' }}
          lead="Answers that are given often. Put them into a message with one choice, then change what does not fit."
        />
        <div class="columns">
          <div>
            {rows.length === 0 ? (
              <EmptyState icon="inbox" title="No canned replies yet">
                Write the first one: opening hours, prices, how to get there.
              </EmptyState>
            ) : (
              rows.map((row) => (
                <Card
                  title={row.name}
                  aside={
                    page.can('inbox:write') && (
                      <span class="row">
                        <a class="button quiet small" href={`${page.base}/inbox/replies?edit=${row.id}#edit`}>
                          Edit<span class="sr-only"> {row.name}</span>
                        </a>
                        <ConfirmedAction
                          page={page}
                          action={`${page.base}/inbox/replies/${row.id}/delete`}
                          does="Delete"
                          to={row.name}
                          ask="Nobody can answer with it any more."
                          yes="Yes, delete it"
                        />
                      </span>
                    )
                  }
                >
                  <p class="prose">{row.body}</p>
                  <p class="muted">
                    {row.createdByName} · <Time at={row.updatedAt} />
                  </p>
                </Card>
              ))
            )}
          </div>
          {page.can('inbox:write') && (
            <aside aria-label={edited ? 'Change it' : 'New canned reply'}>
              <Card title={edited ? `Change “${edited.name}”` : 'New canned reply'}>
                <FormProblems page={page} />
                <span id="edit"></span>
                <Form page={page} action={`${page.base}/inbox/replies`} once>
                  {edited && <input type="hidden" name="id" value={edited.id} />}
                  <TextInput
                    name="name"
                    label="Name"
                    value={page.value('name', edited?.name ?? '')}
                    problem={page.problem?.fields.name}
                    maxlength={CANNED_NAME_MAX_LENGTH}
                  />
                  <TextArea
                    name="body"
                    label="Text"
                    value={page.value('body', edited?.body ?? '')}
                    problem={page.problem?.fields.body}
                    maxlength={CANNED_BODY_MAX_LENGTH}
                    rows={6}
                    help={`Filled in: ${Object.entries(PLACEHOLDERS)
                      .map(([name, what]) => `\`{${name}}\` ${what}`)
                      .join(', ')}.`}
                  />
                  <button class="button primary" type="submit">
                    Save
                  </button>
                </Form>
              </Card>
            </aside>
          )}
        </div>
      </>
    ),
  };
}

export async function submitReplyText(page: PageRequest): Promise<PageRedirect> {
  const { form, ctx } = page;
  const input = { name: form.text('name') ?? '', body: form.text('body') ?? '' };
  const { name } = await saveCannedReply(ctx, input, form.text('id'));
  return { to: '/inbox/replies', flash: `“${name}” was saved.` };
}

export async function submitDeleteReply(page: PageRequest): Promise<PageRedirect> {
  await deleteCannedReply(page.ctx, page.param('reply'));
  return { to: '/inbox/replies', flash: 'It was deleted.' };
}
