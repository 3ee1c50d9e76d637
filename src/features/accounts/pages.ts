import type { GuestVisit, PageRoute, PageRoutes } from '../../core/web/page.ts';
import { getPage, type PageHandle, postPage } from '../../core/web/page-route.ts';

const own = 'accounts:link';
const read = 'accounts:read';
const write = 'accounts:write';

const mine = () => import('./pages/my-account-page.tsx');
const staff = () => import('./pages/staff-pages.ts');
type Staff = Awaited<ReturnType<typeof staff>>;
const at =
  (name: keyof Staff): PageHandle =>
  async (page) =>
    (await staff())[name](page);

/** Customers need not be members: whoever is linked may look at the link and end it. */
const guest = async ({ ctx, userId }: GuestVisit) =>
  (await (await import('./find-link.ts')).findLinkByUser(ctx, userId)) !== undefined;
const ownPage = (route: PageRoute): PageRoute => ({ ...route, guest });

/** One's own account, and for staff who is linked to what. */
export const accountPages: PageRoutes = {
  navigation: [
    { title: 'My account', path: '/my-account', access: own, icon: 'account', group: 'main' },
    { title: 'Accounts', path: '/accounts', access: read, icon: 'people', group: 'main' },
  ],
  routes: [
    ownPage(getPage('/my-account', own, async (page) => (await mine()).myAccountPage(page))),
    postPage(
      '/my-account',
      own,
      async (page) => (await mine()).submitCode(page),
      async (page) => (await mine()).myAccountPage(page),
    ),
    ownPage(getPage('/my-account/unlink', own, async (page) => (await mine()).unlinkPage(page))),
    ownPage(postPage('/my-account/unlink', own, async (page) => (await mine()).submitUnlink(page))),
    getPage('/accounts', read, at('linkListPage')),
    getPage('/accounts/new', write, at('linkByHandPage')),
    postPage('/accounts/new', write, at('submitLinkByHand'), at('linkByHandPage')),
    getPage('/accounts/conflicts', read, at('conflictsPage')),
    postPage('/accounts/conflicts/:conflict', write, at('submitSettle'), at('conflictsPage')),
    getPage('/accounts/proposals', read, at('proposalsPage')),
    postPage('/accounts/proposals/:proposal', write, at('submitProposal'), at('proposalsPage')),
    getPage('/accounts/links/:link', read, at('linkPage')),
    postPage('/accounts/links/:link/unlink', write, at('submitUnlinkOther'), at('linkPage')),
  ],
  subjects: {
    link: (id) => `/accounts/links/${id}`,
    'link-conflict': () => '/accounts/conflicts',
  },
};
