import * as v from 'valibot';
import { EMBED_LIMITS, MESSAGE_LIMITS } from '../../discord/limits.ts';
import { lengthOf } from '../../discord/text.ts';
import { EMBED_TEXT_MAX_LENGTH, IMAGE_MAX_LENGTH, NAME_MAX_LENGTH } from './limits.ts';

/** Roles that one announcement may ping; more is a list of the whole server. */
const MOST_PINGS = 5;

const line = (max: number) =>
  v.pipe(
    v.string('Give a text.'),
    v.trim(),
    v.check((text) => lengthOf(text) <= max, `At most ${max} characters.`),
  );
const id = v.pipe(v.string('Give an id.'), v.regex(/^\d{15,20}$/, 'That is not a Discord id.'));

export const Colour = v.pipe(
  v.string('Give a colour like #5865F2.'),
  v.trim(),
  v.regex(/^#?[0-9a-f]{6}$/i, 'Give a colour as six digits, like #5865F2.'),
  v.transform((text) => `#${text.replace('#', '').toUpperCase()}`),
);

const Image = v.pipe(
  line(IMAGE_MAX_LENGTH),
  v.check((text) => URL.parse(text)?.protocol === 'https:', 'Give the https address of a picture.'),
);

export const EmbedParts = v.object({
  title: v.optional(line(EMBED_LIMITS.title), ''),
  text: v.optional(line(EMBED_TEXT_MAX_LENGTH), ''),
  /** `#RRGGBB` */
  colour: v.optional(v.nullable(Colour), null),
  image: v.optional(v.nullable(Image), null),
});
export type EmbedParts = v.InferOutput<typeof EmbedParts>;

/** What is posted. Nobody is pinged but the roles named here, whatever the texts hold. */
export const AnnouncementMessage = v.pipe(
  v.object({
    content: v.optional(line(MESSAGE_LIMITS.content), ''),
    embed: v.optional(v.nullable(EmbedParts), null),
    pings: v.optional(v.pipe(v.array(id), v.maxLength(MOST_PINGS, `At most ${MOST_PINGS} roles.`)), []),
  }),
  v.check(
    ({ content, embed }) => content !== '' || Boolean(embed && (embed.title || embed.text || embed.image)),
    'Say something: a text, or an embed with a title, a text or a picture.',
  ),
  v.check(
    ({ content, pings }) => lengthOf(content) + pings.length * 24 <= MESSAGE_LIMITS.content,
    'The text and the pings together are too long for one message. Shorten the text.',
  ),
);
export type AnnouncementMessage = v.InferOutput<typeof AnnouncementMessage>;

/** Where it goes: a channel by the bot, a Discord webhook, or whoever listens for `announcement.sent`. */
export const Target = v.variant('kind', [
  v.object({ kind: v.literal('channel'), channelId: id }),
  v.object({ kind: v.literal('webhook'), url: v.pipe(v.string('Give the address.'), v.maxLength(300)) }),
  v.object({ kind: v.literal('endpoints') }),
]);
export type Target = v.InferOutput<typeof Target>;

/** The target as it is stored: a webhook's address sealed. */
export type StoredTarget =
  | { kind: 'channel'; channelId: string }
  | { kind: 'webhook'; sealed: string; webhookId: string }
  | { kind: 'endpoints' };

export const PlanInput = v.object({
  name: v.pipe(line(NAME_MAX_LENGTH), v.minLength(1, 'Give it a name.')),
  message: AnnouncementMessage,
  target: Target,
  /** A time in words or a cron pattern; see core/time/read-time.ts. */
  when: v.pipe(v.string('Say when.'), v.maxLength(100, 'At most 100 characters.')),
  timeZone: v.optional(v.string('Give a time zone like Europe/Berlin.')),
});
export type PlanInput = v.InferInput<typeof PlanInput>;
