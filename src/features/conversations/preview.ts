import { truncate } from '../../discord/text.ts';
import type { MessageExtras } from './model.ts';

/** Characters of a message that a list shows. */
const LENGTH = 140;

/** One line that stands for a message in lists. */
export function previewOf(content: string, files: number, { stickers = [] }: MessageExtras = {}): string {
  const words = content.replace(/\s+/g, ' ').trim();
  if (words !== '') return truncate(words, LENGTH);
  if (files > 0) return files === 1 ? '(a file)' : `(${files} files)`;
  const [sticker] = stickers;
  return sticker ? `(sticker: ${truncate(sticker.name, 40)})` : '';
}
