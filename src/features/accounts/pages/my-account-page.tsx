import { InputError } from '../../../core/errors.ts';
import {
  ButtonLink,
  Card,
  EmptyState,
  Note,
  PageHeader,
  Time,
} from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { listOwnConflicts, type ShownLink, showOwnLink } from '../actions/show-link.ts';
import { unlinkOwn } from '../actions/unlink-account.ts';
import { useLinkCode } from '../actions/use-link-code.ts';
import { LinkProofError } from '../link-errors.ts';
import { methodWords } from '../method-words.ts';
import { accountsSettings } from '../settings.ts';

/** Which account the viewer is linked to, or how to link one. */
export async function myAccountPage(page: PageRequest): Promise<PageView> {
  const [own, conflicts, { accountPage }] = await Promise.all([
    showOwnLink(page.ctx),
    listOwnConflicts(page.ctx),
    page.ctx.settings(accountsSettings),
  ]);
  return {
    title: 'My account',
    body: (
      <>
        <PageHeader title="My account" lead="Which customer account belongs to your Discord account here." />
        <FormProblems page={page} />
        {conflicts.map(({ accountName, createdAt }) => (
          <Note tone="warning">
            You asked for the account {accountName} on <Time at={createdAt} full />. It clashes with another
            link, so staff look at it. You will be told.
          </Note>
        ))}
        {own ? (
          <Linked page={page} own={own} accountPage={accountPage} />
        ) : (
          <NotLinked page={page} accountPage={accountPage} />
        )}
      </>
    ),
  };
}

const Linked = (props: { page: PageRequest; own: ShownLink; accountPage: string }) => {
  const { page, own, accountPage } = props;
  const { link, tokens } = own;
  return (
    <Card title={link.accountName}>
      {tokens?.state === 'needs-renewal' && (
        <Note tone="warning">
          Discord ended what you had allowed. You are still linked; to renew it, link the account once more.
        </Note>
      )}
      <dl class="facts">
        <div>
          <dt>Linked since</dt>
          <dd>
            <Time at={link.linkedAt} full />
          </dd>
        </div>
        <div>
          <dt>How</dt>
          <dd>{methodWords[link.method]}</dd>
        </div>
        <div>
          <dt>As</dt>
          <dd>{link.userName}</dd>
        </div>
        {link.reason && (
          <div>
            <dt>Why</dt>
            <dd>{link.reason}</dd>
          </div>
        )}
      </dl>
      <div class="row">
        {accountPage && <ButtonLink href={accountPage}>Open my account page</ButtonLink>}
        <ButtonLink href={`${page.base}/my-account/unlink`}>Disconnect</ButtonLink>
      </div>
    </Card>
  );
};

const NotLinked = ({ page, accountPage }: { page: PageRequest; accountPage: string }) => (
  <>
    {accountPage && (
      <Card title="With one click">
        <p>Open your account page, sign in there and choose Discord. You come back here linked.</p>
        <ButtonLink href={accountPage} kind="primary">
          Open my account page
        </ButtonLink>
      </Card>
    )}
    <Card title="With a one-time code">
      <Form page={page} action={`${page.base}/my-account`}>
        <TextInput
          name="code"
          label="Code"
          value={page.value('code', '')}
          problem={page.problem?.fields.code}
          maxlength={100}
          help="You get it where you have your account. It works once, within an hour."
        />
        <div class="form-actions">
          <button class={`button ${accountPage ? 'plain' : 'primary'}`} type="submit">
            Link
          </button>
        </div>
      </Form>
    </Card>
  </>
);

/** Takes a one-time code. */
export async function submitCode(page: PageRequest): Promise<PageAnswer> {
  try {
    const outcome = await useLinkCode(page.ctx, page.form.text('code') ?? '');
    if (outcome.kind === 'conflict')
      return { to: '/my-account', flash: 'Nothing was changed: staff look at it, and everybody was told.' };
    return { to: '/my-account', flash: `You are linked to ${outcome.link.accountName}.` };
  } catch (error) {
    // A typing mistake is mended in the form.
    if (error instanceof LinkProofError) throw new InputError(error.message, { code: error.message });
    throw error;
  }
}

const nothingToEnd = (page: PageRequest): PageView => ({
  title: 'Disconnect',
  body: (
    <>
      <PageHeader title="Disconnect" back={{ href: `${page.base}/my-account`, title: 'My account' }} />
      <EmptyState icon="account" title="You are not linked">
        There is nothing to disconnect.
      </EmptyState>
    </>
  ),
});

/** Asks once more before the link ends. */
export async function unlinkPage(page: PageRequest): Promise<PageView> {
  const own = await showOwnLink(page.ctx);
  if (!own) return nothingToEnd(page);
  const { link, tokens } = own;
  return {
    title: 'Disconnect',
    body: (
      <>
        <PageHeader
          title={`Disconnect ${link.accountName}?`}
          back={{ href: `${page.base}/my-account`, title: 'My account' }}
        />
        <Card>
          <p>
            What comes with the link here goes too, such as roles. You can link the account again at any time.
          </p>
          {tokens && (
            <p>
              Guildhall also gives back at Discord what you allowed. Discord knows only all or nothing of
              that, so you will have to sign in here again.
            </p>
          )}
          <Form page={page} action={`${page.base}/my-account/unlink`} class="row">
            <input type="hidden" name="link" value={link.id} />
            <button class="button danger" type="submit">
              Disconnect
            </button>
            <ButtonLink href={`${page.base}/my-account`}>Keep it</ButtonLink>
          </Form>
        </Card>
      </>
    ),
  };
}

export async function submitUnlink(page: PageRequest): Promise<PageAnswer> {
  const link = await unlinkOwn(page.ctx, page.form.text('link') ?? '');
  return { to: '/my-account', flash: `You are no longer linked to ${link.accountName}.` };
}
