import type { ActionContext } from '../../../core/context.ts';
import type { Permission } from '../../../core/feature.ts';
import {
  Badge,
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
} from '../../../core/web/components/basics.tsx';
import { ChoiceGroup } from '../../../core/web/components/choice-group.tsx';
import { Checkbox, Form, FormProblems, Select } from '../../../core/web/components/form.tsx';
import { guildChoices } from '../../../core/web/guild-choices.ts';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { grantablePermissions, permissionsByRole, setPermissions } from '../actions/set-permissions.ts';
import { RolesHeader } from './role-parts.tsx';

const path = '/roles/permissions';

/** What Discord roles may do here, and the form for one of them. */
export async function permissionsPage(page: PageRequest): Promise<PageView> {
  const [byRole, { roles }] = await Promise.all([
    permissionsByRole(page.ctx),
    guildChoices(page.ctx, { roles: true }),
  ]);
  const names = new Map((roles ?? []).map(({ id, name }) => [id, name]));
  const chosen = page.form.text('roleId') ?? page.query('role');
  return {
    title: 'Permissions by role',
    body: (
      <>
        <RolesHeader page={page} current={path} />
        <FormProblems page={page} />
        <p class="muted">
          People with a role may do here what it says, besides what they may anyway. What only admins may do
          is never given by a role.
        </p>
        {byRole.size === 0 ? (
          <EmptyState icon="people" title="No role gives anything yet">
            Staff roles let people do all that staff may. Here a role can be given a part of it.
          </EmptyState>
        ) : (
          <Matrix page={page} byRole={byRole} names={names} />
        )}
        {chosen ? (
          <RoleForm
            page={page}
            roleId={chosen}
            roleName={names.get(chosen) ?? `Deleted role ${chosen}`}
            saved={byRole.get(chosen) ?? []}
          />
        ) : (
          <Card title="Give a role permissions">
            {roles ? (
              <form method="get" action={`${page.base}${path}`} class="form">
                <Select
                  name="role"
                  label="Role"
                  value=""
                  choices={roles.map(({ id, name }) => ({ value: id, title: name }))}
                />
                <div class="form-actions">
                  <button class="button primary" type="submit">
                    Choose what it gives
                  </button>
                </div>
              </form>
            ) : (
              <Note tone="warning">
                Discord does not say which roles there are just now. Try again in a minute.
              </Note>
            )}
          </Card>
        )}
      </>
    ),
  };
}

/** “Add and change records”, or the permission itself where nobody said it in words. */
function titleOf(ctx: ActionContext, permission: string): string {
  const feature = ctx.runtime.registry.features.find(
    ({ access }) => access && Object.hasOwn(access, permission),
  );
  return feature?.accessTitles?.[permission as Permission] ?? permission;
}

const Matrix = (props: {
  page: PageRequest;
  byRole: ReadonlyMap<string, string[]>;
  names: ReadonlyMap<string, string>;
}) => (
  <div class="card flush">
    <div class="table-wrap">
      <table>
        <caption class="sr-only">What roles give</caption>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">May</th>
          </tr>
        </thead>
        <tbody>
          {[...props.byRole].map(([roleId, permissions]) => (
            <tr>
              <td class="lead-cell" data-label="Role">
                <a class="title" href={`${props.page.base}${path}?role=${roleId}`}>
                  @{props.names.get(roleId) ?? `Deleted role ${roleId}`}
                </a>
              </td>
              <td class="wide-cell bare" data-label="May">
                <span class="row">
                  {permissions.map((permission) => (
                    <Badge>{titleOf(props.page.ctx, permission)}</Badge>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </div>
);

const RoleForm = (props: {
  page: PageRequest;
  roleId: string;
  roleName: string;
  saved: readonly string[];
}) => {
  const { page, roleId, saved } = props;
  const chosen = new Set(page.problem ? page.form.all('permissions') : saved);
  return (
    <Card title={`What @${props.roleName} gives`}>
      <Form page={page} action={`${page.base}${path}/preview`}>
        <input type="hidden" name="roleId" value={roleId} />
        <fieldset class="field" id="field-permissions">
          <legend>People with this role may</legend>
          <div class="scope-groups">
            {grantablePermissions(page.ctx).map(({ title, permissions }) => (
              <ChoiceGroup title={title}>
                {permissions.map((permission) => (
                  <Checkbox
                    id={`permission-${permission.replace(':', '-')}`}
                    name="permissions"
                    value={permission}
                    label={
                      <>
                        {titleOf(page.ctx, permission)} <code class="muted">{permission}</code>
                      </>
                    }
                    on={chosen.has(permission)}
                  />
                ))}
              </ChoiceGroup>
            ))}
          </div>
        </fieldset>
        <div class="form-actions">
          <button class="button primary" type="submit">
            See what changes
          </button>
          <ButtonLink href={`${page.base}${path}`}>Cancel</ButtonLink>
        </div>
      </Form>
    </Card>
  );
};

/** What a change of a role's permissions means, before it is made. */
export async function previewPermissions(page: PageRequest): Promise<PageView> {
  const roleId = page.form.text('roleId') ?? '';
  const permissions = page.form.all('permissions');
  const change = await setPermissions(page.ctx, { roleId, permissions, dryRun: true });
  const { added, removed, members, roleName } = change;
  const title = `What @${roleName} gives`;
  const form = `${page.base}${path}?role=${roleId}`;
  return {
    title,
    body: (
      <>
        <PageHeader title={title} back={{ href: form, title: 'Change it' }} />
        {added.length + removed.length === 0 ? (
          <Note>Nothing changes.</Note>
        ) : (
          <Card title="What changes">
            <ul class="list">
              {added.map((permission) => (
                <li>
                  <Badge tone="good">+ May</Badge> {titleOf(page.ctx, permission)}
                </li>
              ))}
              {removed.map((permission) => (
                <li>
                  <Badge tone="bad">− May no longer</Badge> {titleOf(page.ctx, permission)}
                </li>
              ))}
            </ul>
            {members !== null && (
              <p>
                {members === 1 ? 'One person has' : `${members} people have`} the role now. It holds at once;
                whoever loses the role loses this within a minute.
              </p>
            )}
            <Form page={page} action={`${page.base}${path}`}>
              <input type="hidden" name="roleId" value={roleId} />
              {permissions.map((permission) => (
                <input type="hidden" name="permissions" value={permission} />
              ))}
              <div class="form-actions">
                <button class="button primary" type="submit">
                  Do this
                </button>
                <ButtonLink href={form}>Back</ButtonLink>
              </div>
            </Form>
          </Card>
        )}
      </>
    ),
  };
}
