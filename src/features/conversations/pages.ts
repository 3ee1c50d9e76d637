import type { PageRoutes } from '../../core/web/page.ts';

const own = 'conversations:own';
const talk = () => import('./pages/talk-page.tsx');
const files = () => import('./pages/file-answer.ts');

/** The page on which a person reads and answers where no message reaches them, and the files of conversations. */
export const conversationPages: PageRoutes = {
  navigation: [],
  routes: [
    {
      method: 'GET',
      path: '/talk/:conversation',
      access: own,
      handle: async (page) => (await talk()).talkPage(page),
    },
    {
      method: 'POST',
      path: '/talk/:conversation',
      access: own,
      handle: async (page) => (await talk()).submitAnswer(page),
      again: async (page) => (await talk()).talkPage(page),
    },
    {
      method: 'GET',
      path: '/talk/:conversation/files/:file',
      access: own,
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
