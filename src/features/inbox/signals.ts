import * as v from 'valibot';
import type { SignalDefinition } from '../../core/signals/signal.ts';

/** Why a conversation is whose it is, as signals and the API show it. */
export const RouteReasonView = v.object({
  step: v.picklist([
    'reply',
    'open-conversation',
    'last-sender',
    'lead-owner',
    'rule',
    'round-robin',
    'unassigned',
    'person',
  ]),
  agentId: v.nullable(v.string()),
  agentName: v.nullable(v.string()),
  ruleId: v.nullable(v.string()),
  evidence: v.record(v.string(), v.union([v.string(), v.number()])),
  sentence: v.string(),
});

const person = v.object({ leadId: v.string(), discordUserId: v.string(), name: v.string() });
const conversation = v.object({ id: v.string(), number: v.number() });
const agent = v.nullable(v.object({ id: v.string(), name: v.string() }));

const samplePerson = {
  leadId: '0192d3a4-7c1e-7a55-8a10-000000000011',
  discordUserId: '1000000000000000012',
  name: 'Robin',
};
const sampleConversation = { id: '0192d3a4-7c1e-7a55-8a10-000000000012', number: 12 };
const sampleAgent = { id: '1000000000000000011', name: 'Sam' };

export const inboxSignals: Record<string, SignalDefinition> = {
  'dm.received': {
    title: 'Somebody wrote to the team',
    schema: v.object({
      discordMessageId: v.string(),
      conversation,
      person,
      /** True for the first message of the person in this conversation. */
      isFirst: v.boolean(),
      content: v.string(),
      attachments: v.number(),
      assignee: agent,
      route: RouteReasonView,
    }),
    sample: {
      discordMessageId: '1300000000000000042',
      conversation: sampleConversation,
      person: samplePerson,
      isFirst: true,
      content: 'Hi, do you still have a table for tonight?',
      attachments: 0,
      assignee: sampleAgent,
      route: {
        step: 'round-robin',
        agentId: sampleAgent.id,
        agentName: sampleAgent.name,
        ruleId: null,
        evidence: { load: 2 },
        sentence: 'Sam had the least to do: 2 open conversations.',
      },
    },
  },
  'inbox.assigned': {
    title: 'A conversation was given to somebody, or back to the team',
    schema: v.object({ conversation, before: agent, after: agent, by: v.string(), route: RouteReasonView }),
    sample: {
      conversation: sampleConversation,
      before: null,
      after: sampleAgent,
      by: 'Ada',
      route: {
        step: 'person',
        agentId: sampleAgent.id,
        agentName: sampleAgent.name,
        ruleId: null,
        evidence: { by: 'Ada' },
        sentence: 'Ada gave it to Sam.',
      },
    },
  },
  'inbox.held': {
    title: 'A message was held back from the desk',
    schema: v.object({
      discordMessageId: v.string(),
      discordUserId: v.string(),
      reason: v.picklist(['blocked', 'age', 'lockdown']),
    }),
    sample: {
      discordMessageId: '1300000000000000042',
      discordUserId: samplePerson.discordUserId,
      reason: 'age',
    },
  },
  'inbox.unrouted': {
    title: 'Messages wait that are nobody’s',
    schema: v.object({ count: v.number(), oldestAt: v.string() }),
    sample: { count: 3, oldestAt: '2026-11-20T18:30:00.000Z' },
  },
  'inbox.receiving': {
    title: 'Direct messages are read in another way than before',
    schema: v.object({
      mode: v.picklist(['gateway', 'poll']),
      reason: v.pipe(v.string(), v.description('What happened and what to do, in a sentence.')),
    }),
    sample: {
      mode: 'poll',
      reason:
        'The connection to Discord is down since 18:30 UTC. Known conversations are read once a minute meanwhile.',
    },
  },
  'lead.created': {
    title: 'Somebody is a lead now',
    schema: person,
    sample: samplePerson,
  },
  'lead.changed': {
    title: 'The status, owner, tags or block of a lead changed',
    schema: v.object({
      ...person.entries,
      status: v.string(),
      ownerId: v.nullable(v.string()),
      tags: v.array(v.string()),
      blocked: v.boolean(),
    }),
    sample: {
      ...samplePerson,
      status: 'qualified',
      ownerId: sampleAgent.id,
      tags: ['discord_dm'],
      blocked: false,
    },
  },
};
