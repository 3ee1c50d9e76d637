import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageRequest, PageView } from '../../../core/web/page.ts';
import { findRule } from '../actions/find-rule.ts';
import { countGrants } from '../actions/list-rules.ts';
import type { RuleView } from '../schemas.ts';
import { ruleView } from '../views.ts';
import { RuleState } from './role-parts.tsx';
import { StateButton } from './roles-page.tsx';
import { PolicyInputs } from './rule-form.tsx';

const load = async (page: PageRequest): Promise<RuleView> => {
  await page.ctx.require('roles:read');
  return ruleView(page.ctx, await findRule(page.ctx, page.param('rule')));
};
const back = (page: PageRequest) => ({ href: `${page.base}/roles`, title: 'Roles' });

/** One rule: how it treats its role, and what can be done with it. */
export async function rulePage(page: PageRequest): Promise<PageView> {
  const rule = await load(page);
  const path = `${page.base}/roles/rules/${rule.id}`;
  const typed = page.problem && {
    removeOnLoss: page.form.has('removeOnLoss'),
    adopt: page.form.has('adopt'),
    repair: page.form.has('repair'),
    reason: rule.reason,
  };
  return {
    title: `${rule.standingTitle}: ${rule.roleName}`,
    body: (
      <>
        <PageHeader
          title={`${rule.standingTitle} → @${rule.roleName}`}
          lead={<RuleState rule={rule} />}
          back={back(page)}
        >
          <StateButton page={page} rule={rule} />
          {rule.state !== 'ending' && <ButtonLink href={`${path}/delete`}>Delete</ButtonLink>}
        </PageHeader>
        <FormProblems page={page} />
        {rule.problem && <Note tone="warning">{rule.problem}</Note>}
        {rule.state === 'ending' ? (
          <Note>Its roles are being taken away; then the rule is gone.</Note>
        ) : (
          <Card title="How it treats the role">
            <Form page={page} action={path}>
              <PolicyInputs page={page} saved={typed ?? rule} />
              <div class="form-actions">
                <button class="button primary" type="submit">
                  Save
                </button>
              </div>
            </Form>
          </Card>
        )}
      </>
    ),
  };
}

/** Asks what becomes of the roles that the rule gave. */
export async function deletePage(page: PageRequest): Promise<PageView> {
  const rule = await load(page);
  const { held = 0, pending = 0 } = (await countGrants(page.ctx)).get(rule.id) ?? {};
  const count = held + pending;
  const path = `${page.base}/roles/rules/${rule.id}`;
  const title = `Delete “${rule.standingTitle} → @${rule.roleName}”?`;
  return {
    title,
    body: (
      <>
        <PageHeader title={title} back={{ href: path, title: 'Rule' }} />
        <FormProblems page={page} />
        <Card>
          <p>
            It gave the role to {count === 1 ? 'one person' : `${count} people`}. What they were given by hand
            is not touched.
          </p>
          <Form page={page} action={`${path}/delete`}>
            <div class="form-actions">
              <button class="button danger" type="submit" name="take" value="yes">
                Delete and take these roles
              </button>
              <button class="button plain" type="submit" name="take" value="no">
                Delete and leave the roles
              </button>
              <ButtonLink href={path}>Keep the rule</ButtonLink>
            </div>
          </Form>
        </Card>
      </>
    ),
  };
}
