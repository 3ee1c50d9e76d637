import { Badge, EmptyState, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { ActionButton, FormProblems } from '../../../core/web/components/form.tsx';
import type { PageAnswer, PageRequest, PageView } from '../../../core/web/page.ts';
import { acceptProposal, dismissProposal } from '../actions/decide-proposal.ts';
import { listProposals } from '../actions/list-proposals.ts';
import { AccountTabs } from './account-tabs.tsx';

/** Members whose user name an account states; staff say yes or no to each. */
export async function proposalsPage(page: PageRequest): Promise<PageView> {
  const proposals = await listProposals(page.ctx);
  const decides = page.can('accounts:write');
  return {
    title: 'Proposals',
    body: (
      <>
        <PageHeader
          title="Accounts"
          lead="Members whose user name is the one that an account states. A name proves nothing, so you decide."
        />
        <AccountTabs page={page} here="/accounts/proposals" />
        <FormProblems page={page} />
        {proposals.length === 0 ? (
          <EmptyState icon="people" title="Nothing to propose">
            When your application tells of its accounts, members with the user names that they state show up
            here.
          </EmptyState>
        ) : (
          <>
            <Note>Say yes only to what you know otherwise, for example from a ticket.</Note>
            <div class="card flush" id="proposals" data-live="account.linked">
              <div class="table-wrap">
                <table>
                  <caption class="sr-only">Proposals</caption>
                  <thead>
                    <tr>
                      <th scope="col">Account</th>
                      <th scope="col">Member</th>
                      <th scope="col">Match</th>
                      {decides && <th scope="col">Decision</th>}
                    </tr>
                  </thead>
                  <tbody>
                    {proposals.map((proposal) => (
                      <tr>
                        <td class="lead-cell" data-label="Account">
                          {proposal.accountName}
                          <div class="sub">{proposal.accountId}</div>
                        </td>
                        <td data-label="Member">@{proposal.userName}</td>
                        <td class="bare" data-label="Match">
                          {proposal.confidence === 'exact' ? (
                            <Badge tone="good">Exact</Badge>
                          ) : (
                            <Badge tone="warning">But for signs and case</Badge>
                          )}
                        </td>
                        {decides && (
                          <td class="bare" data-label="Decision">
                            <div class="row">
                              {(['accept', 'dismiss'] as const).map((decision) => (
                                <ActionButton
                                  page={page}
                                  action={`${page.base}/accounts/proposals/${proposal.id}`}
                                  values={{ decision }}
                                  kind={decision === 'accept' ? 'plain' : 'quiet'}
                                  label={`${decision === 'accept' ? 'Link' : 'Not the same:'} @${proposal.userName} and ${proposal.accountName}`}
                                >
                                  {decision === 'accept' ? 'Link' : 'Not the same'}
                                </ActionButton>
                              ))}
                            </div>
                          </td>
                        )}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </div>
          </>
        )}
      </>
    ),
  };
}

export async function submitProposal(page: PageRequest): Promise<PageAnswer> {
  const id = page.param('proposal');
  if (page.form.text('decision') !== 'accept') {
    await dismissProposal(page.ctx, id);
    return { to: '/accounts/proposals', flash: 'It will not be proposed again.' };
  }
  const link = await acceptProposal(page.ctx, id);
  return {
    to: '/accounts/proposals',
    flash: `@${link.userName} is linked to ${link.accountName} and was told.`,
  };
}
