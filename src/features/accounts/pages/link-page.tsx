import { Badge, Card, Note, PageHeader, Time } from '../../../core/web/components/basics.tsx';
import { Form, FormProblems, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { showLink, type TokenFacts } from '../actions/show-link.ts';
import { unlinkAccount } from '../actions/unlink-account.ts';
import type { LinkRow } from '../establish-link.ts';
import { methodWords } from '../method-words.ts';
import { MAX_REASON } from '../model.ts';
import { LinkState, LinkTable } from './link-table.tsx';

/** One link: who, how and since when, and the other links of the two. */
export async function linkPage(page: PageRequest): Promise<PageView> {
  const { link, tokens, others } = await showLink(page.ctx, page.param('link'));
  return {
    title: link.accountName,
    body: (
      <>
        <PageHeader
          title={link.accountName}
          back={{ href: `${page.base}/accounts`, title: 'Accounts' }}
          lead={
            <span class="row">
              <LinkState link={link} />
              <span>{link.userName}</span>
            </span>
          }
        />
        <FormProblems page={page} />
        <div class="columns">
          <div>
            <Card title="The link">
              <Facts link={link} />
            </Card>
            {others.length > 0 && (
              <Card title="Other links of this member or account" flush>
                <LinkTable page={page} links={others} caption="Other links" />
              </Card>
            )}
          </div>
          <div>
            {!link.endedAt && (
              <Card title="Discord’s consent">
                <Tokens tokens={tokens} />
              </Card>
            )}
            {!link.endedAt && page.can('accounts:write') && <Unlink page={page} link={link} />}
          </div>
        </div>
      </>
    ),
  };
}

const Facts = ({ link }: { link: LinkRow }) => (
  <dl class="facts">
    <div>
      <dt>Account id</dt>
      <dd>
        <code>{link.accountId}</code>
      </dd>
    </div>
    <div>
      <dt>Discord id</dt>
      <dd>
        <code>{link.userId}</code>
      </dd>
    </div>
    <div>
      <dt>How</dt>
      <dd>{methodWords[link.method]}</dd>
    </div>
    <div>
      <dt>Since</dt>
      <dd>
        <Time at={link.linkedAt} full />
      </dd>
    </div>
    {link.reason && (
      <div>
        <dt>Reason</dt>
        <dd>{link.reason}</dd>
      </div>
    )}
    {link.endedAt && (
      <div>
        <dt>Ended</dt>
        <dd>
          <Time at={link.endedAt} full />
          {link.endReason && `: ${link.endReason}`}
        </dd>
      </div>
    )}
  </dl>
);

const Tokens = ({ tokens }: { tokens: TokenFacts | undefined }) => {
  if (!tokens) return <p>None: the member did not link by Discord’s sign-in.</p>;
  if (tokens.state === 'needs-renewal')
    return <Note tone="warning">Discord ended it. The member was told how to renew it; the link holds.</Note>;
  return (
    <p>
      <Badge tone="good">Good</Badge> It is renewed by itself before <Time at={tokens.expiresAt} />.
    </p>
  );
};

const Unlink = ({ page, link }: { page: PageRequest; link: LinkRow }) => (
  <Card title="End the link">
    <Form page={page} action={`${page.base}/accounts/links/${link.id}/unlink`}>
      <TextInput
        name="reason"
        label="Reason"
        value={page.value('reason', '')}
        problem={page.problem?.fields.reason}
        maxlength={MAX_REASON}
        help={`${link.userName} is told. Roles that come with the link go.`}
      />
      <div class="form-actions">
        <button class="button danger" type="submit">
          Unlink
        </button>
      </div>
    </Form>
  </Card>
);

export async function submitUnlinkOther(page: PageRequest): Promise<PageAnswer> {
  const link = await unlinkAccount(page.ctx, page.param('link'), { reason: page.form.text('reason') ?? '' });
  return { to: `/accounts/links/${link.id}`, flash: `${link.userName} is unlinked and was told.` };
}
