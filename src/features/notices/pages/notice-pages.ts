export { newNoticePage, previewNew } from './notice-form-page.tsx';
export { noticeListPage, noticeOverview } from './notice-list-page.tsx';
export { noticePage } from './notice-page.tsx';
export { submitAcknowledge, submitNew, submitResolve, submitUpdate } from './notice-submits.ts';
