import * as v from 'valibot';
import type { Telling } from '../../../core/notifications/kind.ts';
import type { Signal } from '../../../core/signals/signal.ts';
import { inert, truncate } from '../../../discord/text.ts';
import { TicketTold } from '../signals.ts';

const Opened = v.looseObject({ ticket: TicketTold, message: v.string() });
const Changed = v.looseObject({ ticket: TicketTold, change: v.string(), by: v.string() });
const Said = v.looseObject({
  conversation: v.looseObject({
    number: v.number(),
    feature: v.string(),
    personId: v.string(),
    personName: v.string(),
    assigneeId: v.nullable(v.string()),
  }),
  message: v.looseObject({
    content: v.string(),
    via: v.nullable(v.string()),
    author: v.looseObject({ name: v.string(), kind: v.string() }),
  }),
});
const LENGTH = 300;

/** To the team: a member opened a ticket. */
export function tellOfOpening({ data }: Signal): Telling[] {
  const { ticket, message } = v.parse(Opened, data);
  const { number, subject, personName } = ticket;
  const words = truncate(message, LENGTH);
  return [
    {
      text: `**${inert(personName)}** opened ticket #${number}: **${inert(subject)}**\n${inert(words)}`,
      plain: `${personName} opened ticket #${number}: ${subject}`,
      path: `/tickets/${number}`,
    },
  ];
}

/** To whoever was given a ticket by somebody else. */
export function tellOfAssignment({ data, actor }: Signal): Telling[] {
  const { ticket, change, by } = v.parse(Changed, data);
  const { number, subject, assigneeId } = ticket;
  if (change !== 'assigned' || !assigneeId || actor === `user:${assigneeId}`) return [];
  return [
    {
      userIds: [assigneeId],
      text: `${inert(by)} gave you ticket #${number}: **${inert(subject)}**`,
      plain: `${by} gave you ticket #${number}: ${subject}`,
      path: `/tickets/${number}`,
    },
  ];
}

/** To the team: a ticket has no thread, or none any more. */
export function tellOfPlace({ data }: Signal): Telling[] {
  const { ticket, change } = v.parse(Changed, data);
  if (change !== 'place-lost') return [];
  const { number, subject } = ticket;
  const why = 'has no thread in Discord just now. Its page says why, and “Repair” makes one.';
  return [
    {
      text: `Ticket #${number} (**${inert(subject)}**) ${why}`,
      plain: `Ticket #${number} (${subject}) ${why}`,
      path: `/tickets/${number}`,
    },
  ];
}

/** To whoever works on a ticket: its member wrote. */
export function tellOfMessage({ data }: Signal): Telling[] {
  const { conversation, message } = v.parse(Said, data);
  const { number, feature, assigneeId } = conversation;
  if (feature !== 'tickets' || !assigneeId || message.author.kind !== 'person') return [];
  const words = truncate(message.content, LENGTH) || 'a file';
  return [
    {
      userIds: [assigneeId],
      text: `**${inert(message.author.name)}** wrote in ticket #${number}: ${inert(words)}`,
      plain: `${message.author.name} wrote in ticket #${number}: ${words}`,
      path: `/tickets/${number}`,
    },
  ];
}

/** To the member: the team answered. By direct message they have read it already. */
export function tellOfAnswer({ data }: Signal): Telling[] {
  const { conversation, message } = v.parse(Said, data);
  const { number, feature, personId } = conversation;
  if (feature !== 'tickets' || message.via === 'dm' || message.author.kind === 'person') return [];
  const words = truncate(message.content, LENGTH) || 'a file';
  return [
    {
      userIds: [personId],
      text: `The team answered your ticket #${number}: ${inert(words)}`,
      plain: `The team answered your ticket #${number}: ${words}`,
    },
  ];
}
