import { UnauthenticatedError } from '../../../core/errors.ts';
import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form } from '../../../core/web/components/form.tsx';
import type { OpenAnswer, OpenRequest } from '../../../core/web/open-page.ts';
import { confirmClaim, showClaim } from '../actions/confirm-claim.ts';
import { CLAIM_PARTS, type ClaimParts } from '../claim.ts';
import type { Proof } from '../establish-link.ts';
import { outcomePath, readOutcome } from '../outcome-pass.ts';

/** Shows which account it is, to somebody who may not be signed in; nothing is linked by looking. */
export async function connectPage(page: OpenRequest): Promise<OpenAnswer> {
  const parts = partsOf((name) => page.query(name));
  const [proof, server] = await Promise.all([showClaim(page.ctx, parts), page.guildName()]);
  return {
    title: 'Link your account',
    body: (
      <section class="stack narrow">
        <PageHeader
          title="Link your account"
          lead={`The team of ${server} then knows in Discord that this account is yours.`}
        />
        <Card title={page.viewer ? 'Are both of these you?' : 'Is this your account?'}>
          <Sides page={page} proof={proof} server={server} />
          {page.viewer ? (
            <>
              <Step page={page} to="confirm" parts={parts} kind="primary">
                Yes, link them
              </Step>
              <Step page={page} to="start" parts={parts} kind="plain">
                Let Discord say who I am
              </Step>
            </>
          ) : (
            <>
              <Step page={page} to="start" parts={parts} kind="primary">
                Yes, link it with Discord
              </Step>
              <p class="help">
                Discord asks you once. Guildhall learns who you are, and can show the link on your profile. Or{' '}
                <a href={signIn(page, parts)}>sign in first</a> and see both sides before you link them.
              </p>
            </>
          )}
        </Card>
        <p class="help">If that is not you, close this page: nothing was changed.</p>
      </section>
    ),
  };
}

const Sides = (props: { page: OpenRequest; proof: Proof; server: string }) => (
  <dl class="facts">
    <div>
      <dt>Account</dt>
      <dd>
        <strong>{props.proof.accountName}</strong>
      </dd>
    </div>
    {props.page.viewer && (
      <div>
        <dt>Discord</dt>
        <dd>
          <strong>{props.page.viewer.name}</strong>
        </dd>
      </div>
    )}
    <div>
      <dt>Server</dt>
      <dd>{props.server}</dd>
    </div>
  </dl>
);

const Step = (props: {
  page: OpenRequest;
  to: 'start' | 'confirm';
  parts: ClaimParts;
  kind: 'primary' | 'plain';
  children?: string;
}) => (
  <Form page={props.page} action={`/link/${props.page.ctx.guildId}/${props.to}`} class="inline-form">
    {Object.entries(props.parts).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button class={`button ${props.kind}`} type="submit">
      {props.children}
    </button>
  </Form>
);

/** Off to Discord: what comes back is who the person is there. */
export async function submitStart(page: OpenRequest): Promise<OpenAnswer> {
  const claim = partsOf((name) => page.form.text(name));
  await showClaim(page.ctx, claim);
  const { guildId } = page.ctx;
  return { authorize: 'link', data: { guildId, claim }, returnTo: pathOf(page, claim) };
}

/** Links the account with whoever is signed in. */
export async function submitConfirm(page: OpenRequest): Promise<OpenAnswer> {
  if (!page.viewer) throw new UnauthenticatedError('Sign in with Discord first, then open the link again.');
  const outcome = await confirmClaim(
    page.ctx,
    partsOf((name) => page.form.text(name)),
  );
  return { to: await outcomePath(page.ctx, outcome) };
}

/** What came of it. */
export async function donePage(page: OpenRequest): Promise<OpenAnswer> {
  const { kind, accountName, discordName } = await readOutcome(page.ctx, page.query('pass'));
  const server = await page.guildName();
  const mine = `/guilds/${page.ctx.guildId}/my-account`;
  if (kind === 'conflict') {
    return {
      title: 'Not linked',
      status: 409,
      body: (
        <section class="stack narrow">
          <PageHeader title="Not linked" lead={`${accountName} and ${discordName}`} />
          <Card>
            <Note tone="warning">
              One of the two is linked otherwise already, so nothing was changed. Everybody whom it concerns
              was told, and the team of {server} will settle it.
            </Note>
            <p>
              If you are linked to an account that you no longer use, end that link first and then come back.
            </p>
            <ButtonLink href={mine}>My account</ButtonLink>
          </Card>
        </section>
      ),
    };
  }
  return {
    title: 'Linked',
    body: (
      <section class="stack narrow">
        <PageHeader
          title={kind === 'linked' ? 'You are linked' : 'You were linked already'}
          lead={`The team of ${server} knows you now.`}
        />
        <Card>
          <dl class="facts">
            <div>
              <dt>Account</dt>
              <dd>
                <strong>{accountName}</strong>
              </dd>
            </div>
            <div>
              <dt>Discord</dt>
              <dd>
                <strong>{discordName}</strong>
              </dd>
            </div>
          </dl>
          <p>You can close this page and go back to Discord. To end the link, open “My account”.</p>
          <ButtonLink href={mine} kind="primary">
            My account
          </ButtonLink>
        </Card>
      </section>
    ),
  };
}

function partsOf(read: (name: string) => string | undefined): ClaimParts {
  return Object.fromEntries(
    CLAIM_PARTS.flatMap((name) => {
      const value = read(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const pathOf = ({ ctx }: OpenRequest, parts: ClaimParts): string =>
  `/link/${ctx.guildId}?${new URLSearchParams(parts)}`;

const signIn = (page: OpenRequest, parts: ClaimParts): string =>
  `/auth/discord?return=${encodeURIComponent(pathOf(page, parts))}`;
