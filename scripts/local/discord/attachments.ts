import type { StoredAttachment } from './model.ts';
import type { LocalState } from './state.ts';
import type { DraftAttachment } from './validation/message.ts';

/** Keeps the bytes of a draft's files and answers its attachments, kept ones first as listed. */
export function storeAttachments(
  state: LocalState,
  channelId: string,
  drafts: DraftAttachment[],
  existing: StoredAttachment[],
  ephemeral: boolean,
): StoredAttachment[] {
  return drafts.flatMap((draft) => {
    if (draft.keep !== null) {
      const kept = existing.find((attachment) => attachment.id === draft.keep);
      return kept ? [{ ...kept, description: draft.description ?? kept.description }] : [];
    }
    if (!draft.file) return [];
    const stored = storeFile(state, channelId, {
      bytes: draft.file.bytes,
      filename: draft.filename ?? draft.file.filename,
      content_type: draft.file.content_type,
      ephemeral,
    });
    return [{ ...stored, description: draft.description, title: draft.title, spoiler: draft.spoiler }];
  });
}

export function storeFile(
  state: LocalState,
  channelId: string,
  file: { bytes: Buffer; filename: string; content_type: string; ephemeral: boolean; id?: string },
): StoredAttachment {
  const id = file.id ?? state.id();
  state.data.files.set(id, { bytes: file.bytes, content_type: file.content_type });
  const size = imageSize(file.bytes);
  return {
    id,
    filename: file.filename.replaceAll(/[\s/\\]+/g, '_') || 'unknown',
    title: null,
    description: null,
    content_type: file.content_type,
    size: file.bytes.length,
    channel_id: channelId,
    width: size?.[0] ?? null,
    height: size?.[1] ?? null,
    ephemeral: file.ephemeral,
    spoiler: file.filename.startsWith('SPOILER_'),
  };
}

/** Width and height of a PNG, GIF or JPEG. */
export function imageSize(bytes: Buffer): [number, number] | undefined {
  if (bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47)
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.length > 10 && bytes.toString('latin1', 0, 3) === 'GIF')
    return [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
