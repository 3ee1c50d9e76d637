import { obstacleOf } from '../../../core/roles/role-order.ts';
import { Card, Note } from '../../../core/web/components/basics.tsx';
import { Form, Select, Switch, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRequest } from '../../../core/web/page.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { listStandings } from '../actions/list-rules.ts';
import type { RuleView } from '../schemas.ts';
import { readServer, type ServerRoles } from '../syncing/read-server.ts';

/** The form for a new rule, or why there is none just now. */
export async function newRule(page: PageRequest) {
  const standings = await listStandings(page.ctx);
  if (standings.length === 0) {
    return <Note>No feature tells anything yet that a role could follow.</Note>;
  }
  const server = await rolesOfServer(page);
  if (!server) {
    return (
      <Note tone="warning">Discord does not say which roles there are just now. Try again in a minute.</Note>
    );
  }
  const problems = page.problem?.fields ?? {};
  const hasTyped = page.problem !== undefined;
  return (
    <Card title="New rule">
      <Form page={page} action={`${page.base}/roles`} once>
        <Select
          name="standing"
          label="Who gets the role"
          value={page.value('standing', standings[0]?.id ?? '')}
          problem={problems.standing}
          choices={standings.map(({ id, title }) => ({ value: id, title }))}
        />
        <Select
          name="roleId"
          label="Role"
          value={page.value('roleId', '')}
          problem={problems.roleId}
          help="Roles that Guildhall cannot hand out say why. Move its own role above them in Discord."
          choices={[{ value: '', title: 'Choose a role' }, ...roleChoices(page, server)]}
        />
        <PolicyInputs
          page={page}
          saved={
            hasTyped
              ? {
                  removeOnLoss: page.form.has('removeOnLoss'),
                  adopt: page.form.has('adopt'),
                  repair: page.form.has('repair'),
                  reason: '',
                }
              : { removeOnLoss: true, adopt: false, repair: true, reason: '' }
          }
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            Add rule
          </button>
        </div>
      </Form>
    </Card>
  );
}

/** How a rule treats its role; also on the page of one rule. */
export const PolicyInputs = ({
  page,
  saved,
}: {
  page: PageRequest;
  saved: Pick<RuleView, 'removeOnLoss' | 'adopt' | 'repair' | 'reason'>;
}) => (
  <>
    <Switch name="removeOnLoss" label="Take the role when they are that no longer" on={saved.removeOnLoss} />
    <Switch
      name="repair"
      label="Give it again when somebody takes it away by hand"
      on={saved.repair}
      help="Otherwise it is left so, and shown under “Changed by hand”."
    />
    <Switch
      name="adopt"
      label="Look after it for people who have it already"
      on={saved.adopt}
      help="Otherwise a role given by hand stays theirs, whatever becomes of them."
    />
    <TextInput
      name="reason"
      label="Reason"
      value={page.value('reason', saved.reason)}
      problem={page.problem?.fields.reason}
      help="Shown in Discord’s audit log with each change."
      maxlength={200}
      optional
    />
  </>
);

const tooHigh = {
  'above-bot': 'above Guildhall’s own role',
  'no-permission': 'Guildhall lacks “Manage Roles”',
} as const;

/** Highest first; what is in the way stands beside the name. */
function roleChoices(page: PageRequest, { roles, bot }: ServerRoles) {
  return roles
    .toSorted((a, b) => b.position - a.position)
    .flatMap((role) => {
      const obstacle = obstacleOf(role, page.guild.id, bot);
      if (obstacle === 'everyone' || obstacle === 'managed' || obstacle === 'gone') return [];
      return [{ value: role.id, title: obstacle ? `${role.name} (${tooHigh[obstacle]})` : role.name }];
    });
}

async function rolesOfServer({ ctx }: PageRequest): Promise<ServerRoles | undefined> {
  try {
    return await readServer(ctx);
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    ctx.log.warn('roles not read', { error });
    return undefined;
  }
}
