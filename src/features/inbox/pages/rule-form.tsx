import { Card } from '../../../core/web/components/basics.tsx';
import { Field, Form, FormProblems, Select, Switch, TextInput } from '../../../core/web/components/form.tsx';
import type { Named } from '../../../core/web/guild-choices.ts';
import type { PageRequest } from '../../../core/web/page.ts';
import { RULE_NAME_MAX_LENGTH } from '../limits.ts';
import { RULE_PRIORITIES } from '../routing/match-rule.ts';
import type { RuleInput } from '../schemas.ts';
import type { RuleRow } from '../views.ts';

const KINDS = [
  { value: 'keyword', title: 'The message has one of these words' },
  { value: 'role', title: 'The person has this role' },
  { value: 'member', title: 'The person is in this server' },
  { value: 'stranger', title: 'The person is not in this server' },
];

interface Parts {
  page: PageRequest;
  /** The rule that is changed; absent for a new one. */
  rule: RuleRow | undefined;
  agents: readonly { userId: string; name: string }[];
  roles: readonly Named[] | undefined;
}

/** A new rule, or the one that is open for change. Read by readRule. */
export const RuleForm = ({ page, rule, agents, roles }: Parts) => {
  const match = rule?.match;
  const problems = page.problem?.fields ?? {};
  const words = match?.kind === 'keyword' ? match.words.join(', ') : '';
  return (
    <Card title={rule ? `Change “${rule.name}”` : 'New rule'}>
      <FormProblems page={page} />
      <span id="edit"></span>
      <Form page={page} action={`${page.base}/inbox/rules`} once>
        {rule && <input type="hidden" name="id" value={rule.id} />}
        <TextInput
          name="name"
          label="Name"
          value={page.value('name', rule?.name ?? '')}
          problem={problems.name}
          maxlength={RULE_NAME_MAX_LENGTH}
          placeholder="Prices"
        />
        <Select
          name="kind"
          label="If"
          value={page.value('kind', kindOf(match))}
          problem={problems.match}
          choices={KINDS}
        />
        <TextInput
          name="words"
          label="Words"
          value={page.value('words', words)}
          problem={problemIn(problems, 'match.words')}
          help="With commas between them. Whole words, in any case; several words count as they stand."
          placeholder="price, how much"
          optional
        />
        <RoleInput
          value={page.value('roleId', match?.kind === 'role' ? match.roleId : '')}
          roles={roles}
          problem={problemIn(problems, 'match.roleId')}
        />
        <Select
          name="agentId"
          label="Then it goes to"
          value={page.value('agentId', rule?.agentId ?? '')}
          problem={problems.agentId}
          choices={[
            { value: '', title: 'Whoever the next rule names' },
            ...peopleOf(page, rule, agents).map(([value, title]) => ({ value, title })),
          ]}
        />
        <TextInput
          name="tags"
          label="Tags"
          value={page.value('tags', rule?.tags.join(', ') ?? '')}
          problem={problemIn(problems, 'tags')}
          help="With commas between them."
          optional
        />
        <Select
          name="priority"
          label="Priority"
          value={page.value('priority', rule?.priority ?? '')}
          choices={[
            { value: '', title: 'As it is' },
            ...RULE_PRIORITIES.map((name) => ({ value: name, title: name })),
          ]}
        />
        <Switch
          name="isOn"
          label="Counts"
          on={page.problem ? page.form.has('isOn') : (rule?.isOn ?? true)}
          help="Off: kept for later."
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            {rule ? 'Save' : 'Make the rule'}
          </button>
          {rule && (
            <a class="button plain" href={`${page.base}/inbox/rules`}>
              Cancel
            </a>
          )}
        </div>
      </Form>
    </Card>
  );
};

const RoleInput = (props: {
  value: string;
  roles: readonly Named[] | undefined;
  problem: string | undefined;
}) => {
  const { value, roles, problem } = props;
  if (!roles)
    return (
      <TextInput name="roleId" label="Role" value={value} problem={problem} placeholder="Role id" optional />
    );
  const gone = value && !roles.some(({ id }) => id === value) ? [{ id: value, name: 'Deleted role' }] : [];
  return (
    <Field name="roleId" label="Role" problem={problem} optional>
      <select id="field-roleId" name="roleId">
        <option value="">None</option>
        {[...gone, ...roles].map(({ id, name }) => (
          <option value={id} selected={id === value}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
};

/** Whom a rule can name: everybody who works at the desk, the viewer, and whom it names already. */
function peopleOf({ viewer }: PageRequest, rule: RuleRow | undefined, agents: Parts['agents']) {
  const names = new Map([[viewer.userId, `${viewer.name} (you)`]]);
  for (const { userId, name } of agents) if (userId !== viewer.userId) names.set(userId, name);
  if (rule?.agentId && !names.has(rule.agentId)) names.set(rule.agentId, rule.agentName ?? rule.agentId);
  return [...names];
}

/** Problems of lists are named with their place: `tags.2`. */
const problemIn = (problems: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(problems).find(([key]) => key === name || key.startsWith(`${name}.`))?.[1];

function kindOf(match: RuleRow['match'] | undefined): string {
  if (match?.kind === 'guild') return match.isMember ? 'member' : 'stranger';
  return match?.kind ?? 'keyword';
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** What the form says, as saveRule takes it, which checks it. */
export function readRule({ form }: PageRequest): RuleInput {
  const kind = form.text('kind');
  return {
    name: form.text('name') ?? '',
    match:
      kind === 'role'
        ? { kind: 'role', roleId: form.text('roleId') ?? '' }
        : kind === 'member' || kind === 'stranger'
          ? { kind: 'guild', isMember: kind === 'member' }
          : { kind: 'keyword', words: listOf(form.text('words')) },
    agentId: form.text('agentId') || null,
    tags: listOf(form.text('tags')),
    // Safe because saveRule refuses a priority that there is not.
    priority: (form.text('priority') || null) as RuleInput['priority'],
    isOn: form.has('isOn'),
  };
}
