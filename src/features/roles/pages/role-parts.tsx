import type { Child } from 'hono/jsx';
import { Badge, ButtonLink, PageHeader } from '../../../core/web/components/basics.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import type { RuleView, RunView } from '../schemas.ts';

const tabs = [
  ['/roles', 'Rules'],
  ['/roles/people', 'People'],
  ['/roles/drift', 'Changed by hand'],
  ['/roles/permissions', 'Permissions'],
] as const;

/** The heading of every list of this feature, with the way to the others. */
export const RolesHeader = ({ page, current }: { page: PageRequest; current: string }) => (
  <>
    <PageHeader
      title="Roles"
      lead="Discord roles that follow what people are, and what Discord roles let people do here."
    >
      {page.can('roles:sync') && (
        <ButtonLink href={`${page.base}/roles/plan`} kind="primary">
          Make a plan
        </ButtonLink>
      )}
    </PageHeader>
    <nav class="tabs" aria-label="Parts of roles">
      {tabs
        .filter(([path]) => path !== '/roles/permissions' || page.can('roles:manage'))
        .map(([path, title]) => (
          <a href={`${page.base}${path}`} aria-current={path === current ? 'page' : undefined}>
            {title}
          </a>
        ))}
    </nav>
  </>
);

const stateBadges = {
  active: { tone: 'good', words: 'On' },
  paused: { tone: 'neutral', words: 'Paused' },
  ending: { tone: 'warning', words: 'Being deleted' },
} as const;

export const RuleState = ({ rule: { obstacle, state } }: { rule: RuleView }) =>
  obstacle && state !== 'paused' ? (
    <Badge tone="bad">{obstacle === 'refused' ? 'Stopped' : 'Blocked'}</Badge>
  ) : (
    <Badge tone={stateBadges[state].tone}>{stateBadges[state].words}</Badge>
  );

const kinds = {
  manual: 'Plan',
  scheduled: 'Check',
  reaction: 'Something happened',
  undo: 'Taken back',
} as const;

export const runTitle = ({ kind }: Pick<RunView, 'kind'>): string => kinds[kind];

export const RunState = ({ run }: { run: RunView }) => {
  if (run.state === 'running') return <Badge tone="accent">{run.left} to go</Badge>;
  return run.failed > 0 ? <Badge tone="warning">{run.failed} failed</Badge> : <Badge tone="good">Done</Badge>;
};

/** What is added, taken away or left, as a sign and a word, so that colour is not needed. */
export const Sign = ({ what }: { what: 'add' | 'remove' | 'adopt' | 'blocked' }) => {
  switch (what) {
    case 'add':
      return <Badge tone="good">+ Give</Badge>;
    case 'remove':
      return <Badge tone="bad">− Take</Badge>;
    case 'adopt':
      return <Badge tone="accent">= Look after</Badge>;
    case 'blocked':
      return <Badge>Blocked</Badge>;
  }
};

/** Role names by id: as Discord says, else as the rules remember. */
export async function roleNames(
  page: PageRequest,
  rules: readonly RuleView[] = [],
): Promise<ReadonlyMap<string, string>> {
  const { roles } = await guildChoices(page.ctx, { roles: true });
  return new Map([
    ...rules.map(({ roleId, roleName }): [string, string] => [roleId, roleName]),
    ...(roles ?? []).map(({ id, name }): [string, string] => [id, name]),
  ]);
}

/** Leads to what happened to somebody's roles. Whoever has no name is shown by id. */
export const Person = (props: {
  page: PageRequest;
  userId: string;
  name: string | null | undefined;
}): Child => (
  <a href={`${props.page.base}/roles/people?user=${props.userId}`}>{props.name ?? props.userId}</a>
);
