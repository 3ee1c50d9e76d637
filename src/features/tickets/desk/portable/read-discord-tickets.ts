import { InputError } from '../../../../core/errors.ts';
import { derivedUuid } from '../../../../core/ids.ts';
import type { FormQuestion, ImportFault } from '../../model.ts';
import { cut } from './cut.ts';
import { Category, Message, MessageContent, readDump, Ticket } from './discord-tickets-format.ts';
import type { PortableCategory, PortableMessage, PortableTicket, ReadFile } from './format.ts';
import { take } from './take.ts';

const PRIORITY = new Map([
  ['HIGH', 'high'],
  ['MEDIUM', 'normal'],
  ['LOW', 'low'],
] as const);
const ENCRYPTED =
  'The texts in this dump are encrypted. Make it with `scripts/export.mjs`, which writes them in the clear.';
/** How Cryptr writes what it encrypted: long and hexadecimal. */
const CIPHER = /^[0-9a-f]{200,}$/;

/** A dump of Discord Tickets 4, with categories, forms, messages, answers and ratings. Numbers stay; ids follow from its own. */
export async function readDiscordTickets(data: unknown, guildId: string): Promise<ReadFile> {
  const dump = readDump(data, guildId);
  const faults: ImportFault[] = [];
  const labels = new Map<string, string>();
  const categories: PortableCategory[] = [];
  for (const [index, raw] of dump.categories.entries()) {
    const category = take(Category, raw, { where: `Category ${index + 1}`, faults });
    if (!category) continue;
    for (const { id, label } of category.questions) labels.set(id, label);
    categories.push(await categoryOf(category, guildId));
  }
  const known = new Set(categories.map(({ id }) => id));
  const tickets: PortableTicket[] = [];
  for (const [index, raw] of dump.tickets.entries()) {
    const ticket = take(Ticket, raw, { where: `Ticket ${index + 1}`, faults });
    if (ticket) tickets.push(await ticketOf(ticket, { guildId, labels, known, faults }));
  }
  if (tickets.length === 0 && faults.length > 0)
    throw new InputError('No ticket of this dump could be read. Was it made by Discord Tickets 4?');
  return { lines: [...categories, ...tickets], faults };
}

const categoryId = (guildId: string, id: number) => derivedUuid(`discord-tickets:${guildId}:category:${id}`);

async function categoryOf(category: Category, guildId: string): Promise<PortableCategory> {
  const questions = category.questions.toSorted((one, other) => one.order - other.order).slice(0, 5);
  return {
    kind: 'category',
    id: await categoryId(guildId, category.id),
    name: cut(category.name, 80),
    emoji: emojiOf(category.emoji),
    description: cut(category.description, 100),
    channelId: null,
    staffRoleIds: category.staffRoles.slice(0, 10),
    pingRoleIds: category.pingRoles.slice(0, 10),
    form: questions.map((question, index): FormQuestion & { required: boolean } => {
      const options = question.options.flatMap((option) => labelOf(option)).slice(0, 25);
      const common = {
        id: `question-${index + 1}`,
        label: cut(question.label, 45),
        required: question.required,
        ...(question.placeholder ? { placeholder: cut(question.placeholder, 100) } : {}),
      };
      return question.type === 'MENU' && options.length > 0
        ? { ...common, style: 'select', options }
        : { ...common, style: question.style === 1 ? 'short' : 'long' };
    }),
    isPrivate: true,
    archived: false,
  };
}

/** Either a sign, or `<:name:id>` of one of a server's. */
function emojiOf(text: string | null): string | null {
  const own = /^<a?:(\w{2,32}):(\d{15,20})>$/.exec(text ?? '');
  if (own) return `${own[1]}:${own[2]}`;
  return text && /^[^\w\s:<>]{1,16}$/u.test(text) ? text : null;
}

function labelOf(option: unknown): string[] {
  if (typeof option === 'string') return [cut(option, 100)];
  const label = option && typeof option === 'object' && 'label' in option ? option.label : undefined;
  return typeof label === 'string' ? [cut(label, 100)] : [];
}

interface Around {
  guildId: string;
  labels: ReadonlyMap<string, string>;
  known: ReadonlySet<string>;
  faults: ImportFault[];
}

async function ticketOf(ticket: Ticket, { guildId, labels, known, faults }: Around): Promise<PortableTicket> {
  if (ticket.topic && CIPHER.test(ticket.topic)) throw new InputError(ENCRYPTED);
  const people = new Map(ticket.archivedUsers.map((user) => [user.userId, user]));
  const nameOf = (id: string) => people.get(id)?.displayName ?? people.get(id)?.username ?? id;
  const messages: PortableMessage[] = [];
  for (const [index, raw] of ticket.archivedMessages.entries()) {
    const where = `Ticket ${ticket.number}, message ${index + 1}`;
    const message = take(Message, raw, { where, faults });
    const content = message && take(MessageContent, parse(message.content), { where, faults });
    if (!message || !content) continue;
    const isPerson = message.authorId === ticket.createdById;
    const isBot = people.get(message.authorId)?.bot ?? false;
    // What bots post without words are cards around the talk, not the talk.
    if (isBot && !content.content && content.attachments.length === 0) continue;
    messages.push({
      id: await derivedUuid(`discord-tickets:${guildId}:message:${message.id}`),
      at: message.createdAt,
      direction: isPerson ? 'in' : 'out',
      author: {
        id: /^\d+$/.test(message.authorId) ? message.authorId : null,
        name: nameOf(message.authorId),
        kind: isPerson ? 'person' : isBot ? 'bot' : 'staff',
      },
      content: content.content ?? '',
      via: 'channel',
      state: isPerson ? 'received' : 'sent',
      discordChannelId: ticket.id,
      discordMessageId: message.id,
      replyToId: null,
      sentAt: message.createdAt,
      seenAt: null,
      editedAt: message.edited ? message.createdAt : null,
      deletedAt: message.deleted ? message.createdAt : null,
      history: [],
      files: await Promise.all(
        content.attachments.map(async (file, position) => ({
          id: await derivedUuid(`discord-tickets:${guildId}:file:${message.id}:${file.id ?? position}`),
          filename: file.name ?? 'file',
          contentType: file.contentType ?? null,
          size: file.size,
          url: file.url,
          state: 'pending' as const,
          lostReason: null,
        })),
      ),
    });
  }
  const answer = messages.find(({ direction, author }) => direction === 'out' && author.kind === 'staff');
  const category = ticket.categoryId === null ? null : await categoryId(guildId, ticket.categoryId);
  const isClosed = !ticket.open;
  const { feedback } = ticket;
  return {
    kind: 'ticket',
    id: await derivedUuid(`discord-tickets:${guildId}:ticket:${ticket.id}`),
    number: ticket.number,
    subject: cut(ticket.topic ?? '', 200),
    status: isClosed ? 'closed' : ticket.claimedById ? 'in_progress' : 'open',
    source: 'panel',
    categoryId: category && known.has(category) ? category : null,
    personId: ticket.createdById,
    personName: nameOf(ticket.createdById),
    openedBy: `user:${ticket.createdById}`,
    openedByName: nameOf(ticket.createdById),
    assigneeId: ticket.claimedById,
    assigneeName: ticket.claimedById && nameOf(ticket.claimedById),
    priority: PRIORITY.get(ticket.priority as 'HIGH') ?? 'normal',
    tags: ['discord-tickets'],
    answers: ticket.questionAnswers.map(({ questionId, value }) => ({
      question: questionId,
      label: labels.get(questionId) ?? 'Question',
      value: value ?? '',
    })),
    isPrivate: true,
    threadId: null,
    createdAt: ticket.createdAt,
    closedAt: isClosed ? (ticket.closedAt ?? ticket.createdAt) : null,
    closedBy: isClosed && ticket.closedById ? `user:${ticket.closedById}` : null,
    closedByName: isClosed && ticket.closedById ? nameOf(ticket.closedById) : null,
    closeReason: cut(ticket.closedReason ?? '', 300),
    firstResponseAt: ticket.firstResponseAt ?? answer?.at ?? null,
    firstResponseBy: answer?.author.id ?? null,
    firstResponseByName: answer?.author.name ?? null,
    firstResponseMs: null,
    workedMs: null,
    rating: feedback && {
      score: Math.min(5, Math.max(1, Math.round(feedback.rating))),
      comment: feedback.comment ?? '',
      agentId: ticket.claimedById,
      agentName: ticket.claimedById && nameOf(ticket.claimedById),
      at: feedback.createdAt,
    },
    messages,
  };
}

function parse(content: string): unknown {
  if (CIPHER.test(content)) throw new InputError(ENCRYPTED);
  try {
    return JSON.parse(content);
  } catch {
    return { content };
  }
}
