import { ButtonLink, Card, Note, PageHeader } from '../../../core/web/components/basics.tsx';
import { Form, TextInput } from '../../../core/web/components/form.tsx';
import type { PageRedirect, PageRequest, PageView } from '../../../core/web/page.ts';
import type { Delivery } from '../../../core/webhooks/attempt.ts';
import { exportReplay } from '../actions/export-replay.ts';
import { resendTo } from '../actions/resend-to.ts';

const deliveryPath = (page: PageRequest, id: string) => `${page.base}/webhooks/deliveries/${id}`;

/** A delivery to take along: a command that sends it, and a script that verifies it. */
export async function bundlePage(page: PageRequest): Promise<PageView> {
  const id = page.param('delivery');
  const { curl, verify } = await exportReplay(page.ctx, { delivery: id });
  const title = 'Try it on your own machine';
  return {
    title,
    body: (
      <>
        <PageHeader title={title} back={{ href: deliveryPath(page, id), title: 'The delivery' }} />
        <Note tone="warning">
          The command holds the whole address and a signature that the receiver believes for five minutes. Do
          not pass it on.
        </Note>
        <Code title="Send it" text={curl} />
        <Code title="Verify it, as verify.mjs" text={verify} />
        <ButtonLink href={deliveryPath(page, id)}>Back</ButtonLink>
      </>
    ),
  };
}

const Code = ({ title, text }: { title: string; text: string }) => (
  <Card
    title={title}
    aside={
      <button class="button plain" type="button" data-copy={text}>
        Copy
      </button>
    }
  >
    <pre class="code" tabindex={0}>
      {text}
    </pre>
  </Card>
);

/** Looks at a delivery to a program elsewhere, without touching the real receiver. */
export const Elsewhere = ({ page, delivery }: { page: PageRequest; delivery: Pick<Delivery, 'id'> }) => (
  <Card title="Look into it">
    <Form page={page} action={`${deliveryPath(page, delivery.id)}/resend`}>
      <TextInput
        name="url"
        label="Send it once to another address"
        value={page.value('url', '')}
        problem={page.problem?.fields.url}
        placeholder="https://example.com/test"
        help="Signed as for its own; it counts neither as a try nor against the endpoint."
        maxlength={2_000}
      />
      <div class="form-actions">
        <button class="button plain" type="submit">
          Send it there
        </button>
        <button
          class="button plain"
          type="submit"
          formaction={`${deliveryPath(page, delivery.id)}/bundle`}
          formnovalidate
        >
          Show it as a curl command
        </button>
      </div>
    </Form>
  </Card>
);

export async function submitResend(page: PageRequest): Promise<PageRedirect> {
  const delivery = page.param('delivery');
  const row = await resendTo(page.ctx, { delivery, url: page.form.text('url') ?? '' });
  const flash = row.ok
    ? `It was taken there with ${row.status}. The answer is below.`
    : `It was not taken there: ${row.error}`;
  return { to: `/webhooks/deliveries/${delivery}`, flash };
}
