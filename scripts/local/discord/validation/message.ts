import { refusal } from '../errors.ts';
import type { UploadedFile } from '../http.ts';
import { Check, type Dict, Fields } from './check.ts';
import { readComponents } from './component.ts';
import { ComponentScope } from './component-scope.ts';
import { isEmptyEmbed, readEmbeds } from './embed.ts';
import { type AllowedMentions, readAllowedMentions } from './mentions.ts';

export const MessageFlag = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  hasSnapshot: 1 << 14,
  componentsV2: 1 << 15,
} as const;

/** Discord's default limit for one file: 10 MiB. */
export const FILE_LIMIT = 10 * 1024 * 1024;

/** A file sent with a message, or on an edit one that stays (by its id). */
export interface DraftAttachment {
  file: UploadedFile | null;
  keep: string | null;
  filename: string | null;
  title: string | null;
  description: string | null;
  spoiler: boolean;
}

/** A message body after validation; undefined means "not given", which matters on an edit. */
export interface MessageDraft {
  content: string | undefined;
  embeds: Dict[] | undefined;
  components: Dict[] | undefined;
  attachments: DraftAttachment[] | undefined;
  flags: number | undefined;
  tts: boolean;
  nonce: string | number | null;
  enforceNonce: boolean;
  reference: { type: 0 | 1; message_id: string; channel_id: string | null; failIfMissing: boolean } | null;
  allowedMentions: AllowedMentions;
  poll: Dict | null;
}

export interface MessageRules {
  mentions: AllowedMentions;
  isEmoji: (id: string) => boolean;
  /** Where the errors hang: [] for a message, ['data'] for an interaction callback. */
  path?: string[];
  /** Ephemeral is a flag of interaction answers only. */
  ephemeral?: boolean;
  /** The message being edited. */
  editing?: { flags: number; attachmentIds: string[] };
}

/** Checks a message body as Discord does; throws 50035 with its tree, 50006 when a new message would be empty, 40005 for a big file. */
export function readMessage(body: unknown, files: UploadedFile[], rules: MessageRules): MessageDraft {
  const check = new Check();
  const fields = new Fields(check.at(...(rules.path ?? [])), body ?? {});
  const content = fields.string('content', { max: 2000 });
  const flags = readFlags(fields, rules);
  const wasV2 = ((rules.editing?.flags ?? 0) & MessageFlag.componentsV2) !== 0;
  const v2 = wasV2 || ((flags ?? 0) & MessageFlag.componentsV2) !== 0;
  const embeds = readEmbeds(fields);
  const scope = new ComponentScope(v2 ? 'v2' : 'legacy', rules.isEmoji);
  const components = readComponents(fields, scope);
  const stickers = fields.snowflakes('sticker_ids', { max: 3 });
  if (v2) refuseOldFields(fields);
  const attachments = readAttachments(fields, files, rules);
  const draft: MessageDraft = {
    content: rules.editing && fields.value.content === null ? '' : content,
    embeds: rules.editing && fields.value.embeds === null ? [] : embeds,
    components: rules.editing && fields.value.components === null ? [] : components,
    attachments,
    flags,
    tts: fields.boolean('tts') ?? false,
    nonce: readNonce(fields),
    enforceNonce: fields.boolean('enforce_nonce') ?? false,
    reference: readReference(fields),
    allowedMentions: readAllowedMentions(fields.check, fields.value, rules.mentions),
    poll: readPoll(fields),
  };
  check.done();
  if (stickers && stickers.length > 0) {
    check.at('sticker_ids').fail('STICKER_TYPE_UNKNOWN', 'Unknown sticker');
    check.done();
  }
  for (const file of files) if (file.bytes.length > FILE_LIMIT) throw refusal(40005);
  if (!rules.editing && isEmptyDraft(draft)) throw refusal(50006);
  return draft;
}

function isEmptyDraft(draft: MessageDraft): boolean {
  return (
    (draft.content ?? '').trim() === '' &&
    (draft.embeds ?? []).every(isEmptyEmbed) &&
    (draft.components ?? []).length === 0 &&
    (draft.attachments ?? []).length === 0 &&
    draft.poll === null &&
    draft.reference?.type !== 1
  );
}

function readFlags(fields: Fields, rules: MessageRules): number | undefined {
  const flags = fields.number('flags', { min: 0 });
  if (flags === undefined) return undefined;
  // Discord drops flags a sender may not set; it does not refuse them.
  let settable = MessageFlag.suppressEmbeds | MessageFlag.suppressNotifications | MessageFlag.componentsV2;
  if (rules.ephemeral) settable |= MessageFlag.ephemeral;
  return flags & settable;
}

function refuseOldFields(fields: Fields): void {
  for (const key of ['content', 'embeds', 'poll', 'sticker_ids', 'stickers']) {
    const value = fields.value[key];
    const empty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (empty) continue;
    fields.check
      .at(key)
      .fail(
        'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      );
  }
}

function readNonce(fields: Fields): string | number | null {
  const raw = fields.value.nonce;
  if (typeof raw === 'number') return raw;
  return fields.string('nonce', { max: 25 }) ?? null;
}

function readReference(fields: Fields): MessageDraft['reference'] {
  const reference = fields.dict('message_reference');
  if (!reference) return null;
  const type = reference.choice('type', [0, 1]) ?? 0;
  return {
    type,
    message_id: reference.snowflake('message_id', { required: true }) ?? '',
    channel_id: reference.snowflake('channel_id', { required: type === 1 }) ?? null,
    failIfMissing: reference.boolean('fail_if_not_exists') ?? true,
  };
}

function readPoll(fields: Fields): Dict | null {
  const poll = fields.dict('poll');
  if (!poll) return null;
  const question = poll.dict('question', { required: true });
  const text = question?.string('text', { required: true, min: 1, max: 300 });
  const answers = (poll.each('answers', { required: true, min: 1, max: 10 }) ?? []).map((answer, index) => {
    const media = answer.dict('poll_media', { required: true });
    return {
      answer_id: index + 1,
      poll_media: { text: media?.string('text', { required: true, min: 1, max: 55 }) },
    };
  });
  poll.number('duration', { min: 1, max: 768 });
  return {
    question: { text },
    answers,
    allow_multiselect: poll.boolean('allow_multiselect') ?? false,
    layout_type: 1,
    expiry: null,
  };
}

function readAttachments(
  fields: Fields,
  files: UploadedFile[],
  rules: MessageRules,
): DraftAttachment[] | undefined {
  const list = fields.each('attachments', { max: 10 });
  if (files.length > 10) fields.check.at('attachments').length(files.length, 0, 10);
  const unused = new Map(
    files.map((file, index) => [/^files?\[?(\d+)\]?$/.exec(file.field)?.[1] ?? String(index), file]),
  );
  if (!list && files.length === 0) return undefined;
  const out: DraftAttachment[] = [];
  for (const item of list ?? []) {
    const id = item.snowflake('id', { required: true }) ?? '';
    const filename = item.string('filename', { max: 1024 }) ?? null;
    const description = item.string('description', { max: 1024 }) ?? null;
    const title = item.string('title', { max: 1024 }) ?? null;
    const spoiler = item.boolean('is_spoiler') ?? false;
    const file = unused.get(id);
    if (file) {
      unused.delete(id);
      out.push({ file, keep: null, filename, title, description, spoiler });
    } else if (rules.editing?.attachmentIds.includes(id)) {
      out.push({ file: null, keep: id, filename, title, description, spoiler });
    } else {
      item.check.at('id').fail('ATTACHMENT_NOT_FOUND', `The attachment with id ${id} was not found`);
    }
  }
  // Files nobody described are attached as they came; on an edit without a list the old ones stay too.
  if (!list && rules.editing) {
    for (const keep of rules.editing.attachmentIds)
      out.push({ file: null, keep, filename: null, title: null, description: null, spoiler: false });
  }
  for (const file of unused.values()) {
    out.push({ file, keep: null, filename: null, title: null, description: null, spoiler: false });
  }
  if (out.length > 10) fields.check.at('attachments').length(out.length, 0, 10);
  return out;
}
