import type { GuestVisit, PageRoutes } from '../../core/web/page.ts';
import { UPLOAD_BYTES } from '../../core/web/page-route.ts';

const own = 'conversations:own';
const talk = () => import('./pages/talk-page.tsx');
const files = () => import('./pages/file-answer.ts');
/** Whom a signed link brings who is not in the server, or not any more. */
const guest = async ({ ctx, userId, param, query }: GuestVisit) => {
  const { isGuest, PASS } = await import('./talk-link.ts');
  return isGuest(ctx, { pass: query(PASS), conversationId: param('conversation'), userId });
};

/** The page on which a person reads and answers where no message reaches them, and the files of conversations. */
export const conversationPages: PageRoutes = {
  navigation: [],
  routes: [
    {
      method: 'GET',
      path: '/talk/:conversation',
      access: own,
      guest,
      handle: async (page) => (await talk()).talkPage(page),
    },
    {
      method: 'POST',
      path: '/talk/:conversation',
      access: own,
      guest,
      handle: async (page) => (await talk()).submitAnswer(page),
      again: async (page) => (await talk()).talkPage(page),
      uploadBytes: UPLOAD_BYTES,
    },
    {
      method: 'POST',
      path: '/talk/:conversation/files',
      access: own,
      guest,
      handle: async (page) => (await talk()).submitOwnFile(page),
      uploadBytes: UPLOAD_BYTES,
    },
    {
      method: 'GET',
      path: '/talk/:conversation/files/:file',
      access: own,
      guest,
      handle: async (page) => (await files()).ownFile(page),
    },
    {
      method: 'GET',
      path: '/conversation-files/:file',
      access: 'conversations:read',
      handle: async (page) => (await files()).teamFile(page),
    },
  ],
};
