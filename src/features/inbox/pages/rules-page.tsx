import { Badge, Card, EmptyState, PageHeader } from '../../../core/web/components/basics.tsx';
import { ConfirmedAction } from '../../../core/web/components/confirmed-action.tsx';
import { ActionButton } from '../../../core/web/components/form.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { listRules } from '../actions/list-rules.ts';
import { listAgents } from '../actions/set-agent.ts';
import { inboxSettings } from '../settings.ts';
import type { RuleRow } from '../views.ts';
import { RuleForm } from './rule-form.tsx';
import { type Tried, TryRules, tryOut } from './rule-trial.tsx';

/** Who gets which new conversations, and a place to try that out. `?edit=<id>` opens a rule for change. */
export async function rulesPage(page: PageRequest): Promise<PageView> {
  const { ctx } = page;
  const [rules, agents, { roles }, { routing }, tried] = await Promise.all([
    listRules(ctx),
    listAgents(ctx),
    guildChoices(ctx, { roles: true }),
    ctx.settings(inboxSettings),
    tryOut(page),
  ]);
  const edited = rules.find(({ id }) => id === (page.query('edit') ?? page.form.text('id')));
  const roleName = (id: string) => roles?.find((role) => role.id === id)?.name ?? `role ${id}`;
  const rest =
    routing === 'queue' ? 'waits until somebody takes it' : 'goes to whoever is on and has the least to do';
  return {
    title: 'Routing rules · Inbox',
    body: (
      <>
        <PageHeader
          title="Routing rules"
          back={{ href: `${page.base}/inbox`, title: 'Inbox' }}
          lead="Who answers when somebody new writes. The first rule that fits and names a person decides. Tags come from every rule that fits, the priority from the first that sets one."
        />
        <div class="columns">
          <div>
            <p class="muted">
              Before any rule, a message goes to whoever the person is talking with already, wrote to them
              within 30 days, or looks after them. What no rule decides {rest}.
            </p>
            {rules.length === 0 ? (
              <EmptyState icon="inbox" title="No rules yet">
                Make one beside this: messages with the word “price” go to sales, members with a role to their
                own contact.
              </EmptyState>
            ) : (
              <ol class="rules" aria-label="Rules in their order">
                {rules.map((rule, at) => (
                  <Rule
                    page={page}
                    rule={rule}
                    at={at}
                    isLast={at === rules.length - 1}
                    roleName={roleName}
                    tried={tried}
                  />
                ))}
              </ol>
            )}
          </div>
          <aside>
            <TryRules page={page} roles={roles} tried={tried} />
            {page.can('inbox:manage') && (
              <RuleForm page={page} rule={edited} agents={agents.map(({ agent }) => agent)} roles={roles} />
            )}
          </aside>
        </div>
      </>
    ),
  };
}

const Rule = (props: {
  page: PageRequest;
  rule: RuleRow;
  at: number;
  isLast: boolean;
  roleName(id: string): string;
  tried: Tried;
}) => {
  const { page, rule, at, isLast, roleName, tried } = props;
  const here = `${page.base}/inbox/rules/${rule.id}`;
  const fits = 'preview' in tried && tried.preview.ruleIds.includes(rule.id);
  return (
    <li id={`rule-${rule.id}`} class={rule.isOn ? undefined : 'off'}>
      <Card
        title={
          <>
            <span class="numeric">{at + 1}.</span> {rule.name}
          </>
        }
        aside={
          <span class="row">
            {!rule.isOn && <Badge>Off</Badge>}
            {fits && <Badge tone="good">Fits</Badge>}
          </span>
        }
      >
        <p>
          <strong>If</strong> {whenOf(rule, roleName)}
        </p>
        <p>
          <strong>Then</strong> {thenOf(rule)}
        </p>
        {page.can('inbox:manage') && (
          <div class="row">
            {at > 0 && (
              <ActionButton page={page} action={`${here}/move`} values={{ way: 'up' }} kind="quiet">
                ↑ Up<span class="sr-only">: {rule.name}</span>
              </ActionButton>
            )}
            {!isLast && (
              <ActionButton page={page} action={`${here}/move`} values={{ way: 'down' }} kind="quiet">
                ↓ Down<span class="sr-only">: {rule.name}</span>
              </ActionButton>
            )}
            <ActionButton
              page={page}
              action={`${here}/switch`}
              values={{ on: rule.isOn ? '' : 'yes' }}
              kind="quiet"
            >
              {rule.isOn ? 'Switch off' : 'Switch on'}
              <span class="sr-only">: {rule.name}</span>
            </ActionButton>
            <a class="button quiet" href={`${page.base}/inbox/rules?edit=${rule.id}#edit`}>
              Edit<span class="sr-only"> {rule.name}</span>
            </a>
            <ConfirmedAction
              page={page}
              action={`${here}/delete`}
              does="Delete"
              to={rule.name}
              ask="New messages no longer go by it. Switching it off keeps it for later."
              yes="Yes, delete it"
            />
          </div>
        )}
      </Card>
    </li>
  );
};

function whenOf({ match }: RuleRow, roleName: (id: string) => string): string {
  switch (match.kind) {
    case 'keyword':
      return `the message says ${match.words.map((word) => `“${word}”`).join(' or ')}`;
    case 'role':
      return `the person has the role ${roleName(match.roleId)}`;
    case 'guild':
      return match.isMember ? 'the person is in this server' : 'the person is not in this server';
  }
}

function thenOf({ agentId, agentName, tags, priority }: RuleRow): string {
  const parts = [
    ...(agentId ? [`${agentName ?? agentId} gets it`] : []),
    ...(tags.length > 0 ? [`it is tagged ${tags.join(', ')}`] : []),
    ...(priority ? [`its priority is ${priority}`] : []),
  ];
  return `${parts.join(', ')}.`;
}
