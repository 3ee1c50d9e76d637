import type { SQL } from 'drizzle-orm';
import type { GenericSchema } from 'valibot';
import type { ActionContext } from '../context.ts';
import type { OutgoingMessage } from '../interactions/reply.ts';

/** What a feature says about a kind of thing that can happen: for the catalogue, the webhooks and the check at writing. */
export interface SignalDefinition {
  title: string;
  schema: GenericSchema;
  /** A believable example; the manifest test checks it against the schema. */
  sample: Record<string, unknown>;
  /** How it looks in a Discord channel that asked for it; absent: its title and its values. */
  message?(signal: Signal, ctx: ActionContext): Promise<OutgoingMessage>;
  /** For what concerns some people alone: whether a reader of the live stream hears of it. Endpoints never do. */
  mayHear?(data: Record<string, unknown>, reader: SignalReader): boolean;
  /**
   * Id of the person whose own affair it is, where there is one: on the live stream they hear that it happened, so that
   * their own pages follow, and nothing of what it says, though they may not read the feature.
   */
  concerns?(data: Record<string, unknown>): string | undefined;
}

/** Who reads the live stream; programs are nobody in person. */
export interface SignalReader {
  personId: string | undefined;
  grants: readonly string[];
}

/** Something that happened, as an action states it. */
export interface NewSignal {
  type: string;
  /** `record:<id>`: what it happened to. */
  subject: string;
  data: Record<string, unknown>;
  /** Values that only the database knows, such as a number it hands out; computed after the statements of the change. */
  patches?: readonly SignalPatch[];
}

export interface SignalPatch {
  /** Where in `data` the value goes; `data` holds a placeholder there. */
  path: readonly string[];
  /** An expression of any type that `to_jsonb` takes. */
  value: SQL;
}

/** A signal as it was written down. */
export interface Signal extends Omit<NewSignal, 'patches'> {
  id: string;
  guildId: string;
  actor: string;
  source: string;
  requestId: string;
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** Turns a signal into a post to a Discord channel webhook. */
export interface Notice {
  title: string;
  /** What to post, or nothing if the guild's settings say so. Evaluated once, when the signal is dispatched. */
  message(signal: Signal, ctx: ActionContext): Promise<OutgoingMessage | undefined>;
  /** Read again at each attempt, so that a corrected URL helps posts that already wait. */
  webhookUrl(ctx: ActionContext): Promise<string | null>;
}
