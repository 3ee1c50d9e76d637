import { nameMembers } from '../../../core/accounts/member-names.ts';
import { readUntil, zoneOf } from '../../../core/time/read-until.ts';
import { Badge, ButtonLink, Card, EmptyState, Time } from '../../../core/web/components/basics.tsx';
import { ActionButton, Form, FormProblems, Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { type BlockRow, blockMember, listBlocks, unblockMember } from '../desk/limits/block-member.ts';
import { REASON_MAX_LENGTH } from '../schemas.ts';
import { ticketsSettings } from '../settings.ts';
import { openers } from './people.ts';
import { TicketTabs } from './ticket-tabs.tsx';

/** How many tickets members may open, and who may open none. */
export async function limitsPage(page: PageRequest): Promise<PageView> {
  const { ctx } = page;
  const [blocks, members, settings] = await Promise.all([
    listBlocks(ctx),
    openers(page),
    ctx.settings(ticketsSettings),
  ]);
  const wanted = page.query('person') ?? '';
  const names = wanted ? await nameMembers(ctx, [wanted]) : new Map<string, string>();
  const known = members.some(({ id }) => id === wanted);
  const choices = [
    ...(wanted && !known ? [{ id: wanted, name: names.get(wanted) ?? wanted }] : []),
    ...members,
  ];
  const problems = page.problem?.fields ?? {};
  return {
    title: 'Limits · Tickets',
    body: (
      <>
        <TicketTabs
          page={page}
          here="/tickets/limits"
          title="Limits"
          lead="How many tickets members may open, and who may open none."
        />
        <FormProblems page={page} />
        <Card
          title="For everybody"
          aside={
            page.can('hub:settings') && <ButtonLink href={`${page.base}/settings/tickets`}>Change</ButtonLink>
          }
        >
          <dl class="facts">
            <div>
              <dt>Open tickets at once</dt>
              <dd>{settings.maxOpen > 0 ? `At most ${settings.maxOpen}` : 'As many as they like'}</dd>
            </div>
            <div>
              <dt>Between two tickets</dt>
              <dd>{settings.cooldownMinutes > 0 ? `${settings.cooldownMinutes} minutes` : 'No wait'}</dd>
            </div>
            <div>
              <dt>Silence</dt>
              <dd>
                {settings.staleWarnHours > 0
                  ? `Asked after ${settings.staleWarnHours} hours, closed ${settings.staleCloseHours} hours later`
                  : 'Tickets stay open'}
              </dd>
            </div>
          </dl>
        </Card>
        <Blocked page={page} blocks={blocks} />
        {page.can('tickets:write') && (
          <section id="block">
            <Card title="Block a member">
              {choices.length === 0 ? (
                <p class="muted">Nobody has opened a ticket yet.</p>
              ) : (
                <Form page={page} action={`${page.base}/tickets/limits`}>
                  <Select
                    name="person"
                    label="Who"
                    value={page.value('person', wanted)}
                    problem={problems.personId}
                    help="Whoever opened a ticket lately. Others by /tickets block in Discord."
                    choices={choices.map(({ id, name }) => ({ value: id, title: name }))}
                  />
                  <TextInput
                    name="reason"
                    label="Why"
                    value={page.value('reason', '')}
                    problem={problems.reason}
                    help="The member reads it when they try."
                    maxlength={REASON_MAX_LENGTH}
                  />
                  <TextInput
                    name="until"
                    label="Until"
                    value={page.value('until', '')}
                    problem={problems.until}
                    help="Like “tomorrow 9:00” or “in 2 hours”. Empty: until somebody takes it back."
                    optional
                  />
                  <div class="form-actions">
                    <button class="button danger" type="submit">
                      Block
                    </button>
                  </div>
                </Form>
              )}
            </Card>
          </section>
        )}
      </>
    ),
  };
}

const Blocked = ({ page, blocks }: { page: PageRequest; blocks: readonly BlockRow[] }) => (
  <Card title="Blocked members" flush>
    {blocks.length === 0 ? (
      <EmptyState icon="people" title="Nobody is blocked">
        Members who are blocked can open no new tickets; those that they have stay theirs.
      </EmptyState>
    ) : (
      <div class="table-wrap">
        <table>
          <caption class="sr-only">Blocked members</caption>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Why</th>
              <th scope="col">Until</th>
              <th scope="col">
                <span class="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {blocks.map((block) => (
              <tr>
                <td class="lead-cell" data-label="Who">
                  <strong>{block.personName}</strong>
                  <div class="sub">
                    by {block.blockedByName}, <Time at={block.createdAt} />
                  </div>
                </td>
                <td class="wide-cell bare" data-label="Why">
                  {block.reason}
                </td>
                <td data-label="Until">
                  {block.until === null ? (
                    'For good'
                  ) : block.until <= page.ctx.now() ? (
                    <Badge>Over</Badge>
                  ) : (
                    <Time at={block.until} full />
                  )}
                </td>
                <td class="end">
                  {page.can('tickets:write') && (
                    <ActionButton
                      page={page}
                      action={`${page.base}/tickets/limits/${block.personId}/unblock`}
                      label={`Unblock ${block.personName}`}
                    >
                      Unblock
                    </ActionButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Card>
);

export async function submitBlock(page: PageRequest): Promise<PageAnswer> {
  const { ctx, form } = page;
  const id = form.text('person') ?? '';
  const words = form.text('until')?.trim();
  const until = words ? readUntil(ctx, words, await zoneOf(ctx)).toISOString() : null;
  const name = (await nameMembers(ctx, [id])).get(id) ?? id;
  await blockMember(ctx, { id, name }, { reason: form.text('reason') ?? '', until });
  return { to: '/tickets/limits', flash: `${name} can open no more tickets.` };
}

export async function submitUnblock(page: PageRequest): Promise<PageAnswer> {
  await unblockMember(page.ctx, page.param('person'));
  return { to: '/tickets/limits', flash: 'They can open tickets again.' };
}
