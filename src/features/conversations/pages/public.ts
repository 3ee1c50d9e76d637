/** Parts of pages on which people are answered, for features that talk with people. */
export { DeskHelp } from './desk-help.tsx';
export { fileAnswer } from './file-answer.ts';
export { OwnAnswerForm } from './own-answer-form.tsx';
export { OwnTimeline } from './own-timeline.tsx';
export { readReply } from './read-reply.ts';
export { type CannedText, TalkComposer } from './talk-composer.tsx';
export { TalkTimeline } from './talk-timeline.tsx';
export { answerOwnUpload, answerUpload, readOwnAnswer } from './uploads.ts';
