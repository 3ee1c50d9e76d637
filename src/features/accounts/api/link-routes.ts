import * as v from 'valibot';
import { NextCursor } from '../../../core/http/cursor.ts';
import { Answer, type ApiRoute, defineRoute } from '../../../core/http/route.ts';
import { LinkByHandInput, linkByHand } from '../actions/link-by-hand.ts';
import { ListLinksInput, listLinks } from '../actions/list-links.ts';
import { MakeLinkCodeInput, makeLinkCode } from '../actions/make-link-code.ts';
import { showLink } from '../actions/show-link.ts';
import { UnlinkInput, unlinkAccount } from '../actions/unlink-account.ts';
import { TOKEN_STATES } from '../model.ts';
import { LinkView, linkView } from '../views.ts';

const params = { link: 'Id of the link.' };
const unknown = { 404: 'There is no such link.' };

/** Who is linked to which account, and the codes with which members link themselves. */
export const linkRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: 'POST',
    path: '/link-codes',
    summary: 'Make a one-time code for an account',
    description:
      'Show the code to the customer who is signed in to that account in your application, and to nobody else: whoever has it can link it. It works once, within an hour, by `/link` or by the page at `url`. A code that was made for the account before ends.',
    access: 'accounts:write',
    body: MakeLinkCodeInput,
    example: { accountId: 'cus_4711', accountName: 'Robin’s Pinball Parlour' },
    answers: {
      201: v.object({
        id: v.string(),
        code: v.pipe(v.string(), v.description('Shown this once; only its hash is kept.')),
        url: v.pipe(v.nullable(v.string()), v.description('Page that links with the code.')),
        expiresAt: v.string(),
      }),
    },
    secretAnswer: true,
    async handle({ ctx, body }) {
      const { expiresAt, ...made } = await makeLinkCode(ctx, body);
      return new Answer(201, { ...made, expiresAt: expiresAt.toISOString() });
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/account-links',
    summary: 'List links, or find the one of a person or an account',
    access: 'accounts:read',
    query: ListLinksInput,
    answers: { 200: v.object({ links: v.array(LinkView), next: NextCursor }) },
    async handle({ ctx, query }) {
      const { links, next } = await listLinks(ctx, query);
      return { links: links.map(linkView), next };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/account-links',
    summary: 'Link a member with an account by hand',
    description: 'For what you have looked at yourself. The member is told, and the reason is kept.',
    access: 'accounts:write',
    body: LinkByHandInput,
    example: {
      accountId: 'cus_4711',
      accountName: 'Robin’s Pinball Parlour',
      discordUserId: '1000000000000000012',
      reason: 'Showed the invoice in ticket 12.',
    },
    answers: { 201: LinkView },
    errors: {
      404: 'Nobody with this Discord id is in the server.',
      409: 'The member or the account is linked otherwise.',
    },
    handle: async ({ ctx, body }) => new Answer(201, linkView(await linkByHand(ctx, body))),
  }),
  defineRoute({
    method: 'GET',
    path: '/account-links/:link',
    summary: 'Read a link with others of the same member or account',
    access: 'accounts:read',
    params,
    answers: {
      200: v.object({
        ...LinkView.entries,
        tokens: v.pipe(
          v.nullable(
            v.object({
              state: v.picklist(TOKEN_STATES),
              scopes: v.array(v.string()),
              expiresAt: v.string(),
            }),
          ),
          v.description(
            'What Discord lets Guildhall do for the member; null where they did not link by OAuth2.',
          ),
        ),
        others: v.array(LinkView),
      }),
    },
    errors: unknown,
    async handle({ ctx, params }) {
      const { link, tokens, others } = await showLink(ctx, params.link ?? '');
      return {
        ...linkView(link),
        tokens: tokens
          ? {
              state: tokens.state,
              scopes: tokens.scopes.split(' '),
              expiresAt: tokens.expiresAt.toISOString(),
            }
          : null,
        others: others.map(linkView),
      };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/account-links/:link/unlink',
    summary: 'End a link',
    description: 'The member is told with the reason, and Discord’s tokens are given back.',
    access: 'accounts:write',
    params,
    body: UnlinkInput,
    example: { reason: 'The contract has ended.' },
    answers: { 200: LinkView },
    errors: { ...unknown, 409: 'The link has ended already.' },
    handle: async ({ ctx, params, body }) => linkView(await unlinkAccount(ctx, params.link ?? '', body)),
  }),
];
