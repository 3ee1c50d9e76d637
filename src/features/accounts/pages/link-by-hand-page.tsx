import { InputError } from '../../../core/errors.ts';
import { Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Field, Form, FormProblems, Select, TextInput } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { DiscordError } from '../../../discord/errors.ts';
import { searchMembers } from '../../../discord/members.ts';
import { findKnownAccount, findKnownAccounts, type KnownAccountRow } from '../actions/find-known-accounts.ts';
import { linkByHand } from '../actions/link-by-hand.ts';
import { MAX_ACCOUNT_ID, MAX_ACCOUNT_NAME, MAX_REASON } from '../model.ts';

/** Names of one search; who isn't among them is looked for with more letters. */
const MOST_MEMBERS = 25;
const MAX_WAIT_MS = 2_000;

interface Found {
  id: string;
  title: string;
}

/** First who, then which account and why. */
export async function linkByHandPage(page: PageRequest): Promise<PageView> {
  const typed = page.query('member') ?? page.form.text('member') ?? '';
  const [members, accounts] = await Promise.all([
    typed ? findMembers(page, typed) : undefined,
    findKnownAccounts(page.ctx, { limit: 100 }),
  ]);
  return {
    title: 'Link by hand',
    body: (
      <>
        <PageHeader
          title="Link by hand"
          lead="For what you have looked at yourself. The member is told, and your reason is kept."
          back={{ href: `${page.base}/accounts`, title: 'Accounts' }}
        />
        <FormProblems page={page} />
        <Card title="1. Who">
          <search aria-label="Members">
            <form class="filters" method="get" action={`${page.base}/accounts/new`}>
              <div class="search">
                <TextInput
                  name="member"
                  label="Member"
                  type="search"
                  value={typed}
                  placeholder="Beginning of the user name or nickname"
                  maxlength={40}
                />
              </div>
              <button class={`button ${typed ? 'plain' : 'primary'}`} type="submit">
                Find
              </button>
            </form>
          </search>
        </Card>
        {members === 'down' && (
          <Note tone="bad">Discord does not answer just now. Try again in a minute.</Note>
        )}
        {Array.isArray(members) &&
          (members.length === 0 ? (
            <Note tone="warning">No member’s name begins like that.</Note>
          ) : (
            <Account page={page} typed={typed} members={members} accounts={accounts} />
          ))}
      </>
    ),
  };
}

const Account = (props: {
  page: PageRequest;
  typed: string;
  members: readonly Found[];
  accounts: readonly KnownAccountRow[];
}) => {
  const { page, typed, members, accounts } = props;
  const { fields = {} } = page.problem ?? {};
  return (
    <Card title="2. Which account">
      <Form page={page} action={`${page.base}/accounts/new`}>
        <input type="hidden" name="member" value={typed} />
        <Select
          name="discordUserId"
          label="Member"
          value={page.value('discordUserId', members[0]?.id ?? '')}
          problem={fields.discordUserId}
          choices={members.map(({ id, title }) => ({ value: id, title }))}
        />
        {accounts.length > 0 && (
          <Field
            name="known"
            label="Account that nobody is linked to"
            help="Your application told of these. Choose one, or fill in the two lines below."
            problem={fields.known}
            optional
          >
            <select
              id="field-known"
              name="known"
              aria-describedby={fields.known ? 'problem-known help-known' : 'help-known'}
              aria-invalid={fields.known ? 'true' : undefined}
            >
              <option value="">Another one</option>
              {accounts.map(({ accountId, accountName }) => (
                <option value={accountId} selected={page.value('known', '') === accountId}>
                  {`${accountName} (${accountId})`}
                </option>
              ))}
            </select>
          </Field>
        )}
        <TextInput
          name="accountId"
          label="Account id"
          value={page.value('accountId', '')}
          problem={fields.accountId}
          maxlength={MAX_ACCOUNT_ID}
          optional={accounts.length > 0}
        />
        <TextInput
          name="accountName"
          label="Account name"
          value={page.value('accountName', '')}
          problem={fields.accountName}
          maxlength={MAX_ACCOUNT_NAME}
          optional={accounts.length > 0}
        />
        <TextInput
          name="reason"
          label="Reason"
          value={page.value('reason', '')}
          problem={fields.reason}
          maxlength={MAX_REASON}
          placeholder="Showed the invoice in ticket 12."
        />
        <div class="form-actions">
          <button class="button primary" type="submit">
            Link
          </button>
        </div>
      </Form>
    </Card>
  );
};

async function findMembers(page: PageRequest, query: string): Promise<Found[] | 'down'> {
  try {
    const found = await searchMembers(
      page.ctx.discord,
      page.ctx.guildId,
      { query, limit: MOST_MEMBERS },
      { maxWaitMs: MAX_WAIT_MS, retries: 0 },
    );
    return found
      .filter(({ user }) => !user.bot)
      .map(({ user, nick }) => ({
        id: user.id,
        title: `${nick ?? user.global_name ?? user.username} (@${user.username})`,
      }));
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error;
    page.ctx.log.warn('members could not be searched', { error });
    return 'down';
  }
}

export async function submitLinkByHand(page: PageRequest): Promise<PageAnswer> {
  const { form } = page;
  const known = form.text('known');
  const account = known ? await chosenAccount(page, known) : undefined;
  const link = await linkByHand(page.ctx, {
    accountId: account?.accountId ?? form.text('accountId') ?? '',
    accountName: account?.accountName ?? form.text('accountName') ?? '',
    discordUserId: form.text('discordUserId') ?? '',
    reason: form.text('reason') ?? '',
  });
  return {
    to: `/accounts/links/${link.id}`,
    flash: `${link.userName} is linked to ${link.accountName} and was told.`,
  };
}

/** Never falls back to the two typed lines: they may still hold another account. */
async function chosenAccount({ ctx }: PageRequest, accountId: string): Promise<KnownAccountRow> {
  const account = await findKnownAccount(ctx, accountId);
  if (account) return account;
  const gone = 'Your application no longer tells of this account. Choose another one.';
  throw new InputError(gone, { known: gone });
}
