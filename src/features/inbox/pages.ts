import type { PageAnswer, PageRequest, PageRoute, PageRoutes } from '../../core/web/page.ts';
import { UPLOAD_BYTES } from '../../core/web/page-route.ts';

const read = 'inbox:read';
const write = 'inbox:write';
const manage = 'inbox:manage';

type Handle = (page: PageRequest) => Promise<PageAnswer>;
type Submits = typeof import('./pages/conversation-submits.ts');
type RuleSubmits = typeof import('./pages/rule-submits.ts');

const show: Handle = async (page) => (await import('./pages/conversation-page.tsx')).conversationPage(page);
const list: Handle = async (page) => (await import('./pages/inbox-page.tsx')).inboxPage(page);
const replies = () => import('./pages/replies-page.tsx');
const showReplies: Handle = async (page) => (await replies()).repliesPage(page);
const showRules: Handle = async (page) => (await import('./pages/rules-page.tsx')).rulesPage(page);
const views = () => import('./pages/view-submits.ts');

const get = (path: string, handle: Handle): PageRoute => ({ method: 'GET', path, access: read, handle });
const post = (
  path: string,
  handle: Handle,
  again: Handle,
  access: PageRoute['access'] = write,
): PageRoute => ({
  method: 'POST',
  path,
  access,
  handle,
  again,
});
/** A form on the page of a conversation. */
const onTalk = (path: string, name: keyof Submits): PageRoute =>
  post(
    `/inbox/:conversation${path}`,
    async (page) => (await import('./pages/conversation-submits.ts'))[name](page),
    show,
  );

/** A form on the page of the rules. */
const onRules = (path: string, name: keyof RuleSubmits): PageRoute =>
  post(
    `/inbox/rules${path}`,
    async (page) => (await import('./pages/rule-submits.ts'))[name](page),
    showRules,
    manage,
  );

/** The desk at which the team reads and answers what people write. */
export const inboxPages: PageRoutes = {
  navigation: [{ title: 'Inbox', path: '/inbox', access: read, icon: 'inbox', group: 'main', key: 'i' }],
  routes: [
    get('/inbox', list),
    get('/inbox/replies', showReplies),
    post('/inbox/replies', async (page) => (await replies()).submitReplyText(page), showReplies),
    post(
      '/inbox/replies/:reply/delete',
      async (page) => (await replies()).submitDeleteReply(page),
      showReplies,
    ),
    get('/inbox/rules', showRules),
    onRules('', 'submitRule'),
    onRules('/:rule/move', 'submitMoveRule'),
    onRules('/:rule/switch', 'submitSwitchRule'),
    onRules('/:rule/delete', 'submitDeleteRule'),
    post('/inbox/views', async (page) => (await views()).submitView(page), list),
    post('/inbox/views/:view/delete', async (page) => (await views()).submitDeleteView(page), list),
    post('/inbox/presence', async (page) => (await views()).submitPresence(page), list),
    get('/inbox/:conversation', show),
    { ...onTalk('/reply', 'submitReply'), uploadBytes: UPLOAD_BYTES },
    { ...onTalk('/files', 'submitFile'), uploadBytes: UPLOAD_BYTES },
    onTalk('/assign', 'submitAssign'),
    onTalk('/merge', 'submitMerge'),
    onTalk('/snooze', 'submitSnooze'),
    onTalk('/wake', 'submitWake'),
    onTalk('/close', 'submitClose'),
    onTalk('/reopen', 'submitReopen'),
    onTalk('/unread', 'submitUnread'),
    onTalk('/lead', 'submitLead'),
    onTalk('/lead-note', 'submitLeadNote'),
    onTalk('/block', 'submitBlock'),
    onTalk('/messages/:message/edit', 'submitEditMessage'),
    onTalk('/messages/:message/delete', 'submitDeleteMessage'),
    onTalk('/messages/:message/split', 'submitSplit'),
  ],
  waiting: async (page) => (await import('./pages/waiting.ts')).inboxWaiting(page),
  subjects: { conversation: (id) => `/inbox/${id}` },
};
