import type { OAuthTokens } from '../../discord/oauth.ts';
import type { ActionContext } from '../context.ts';
import type { Runtime } from '../runtime.ts';

/** Something that a feature does with a person's Discord account once the person has said yes at Discord. */
export interface AuthorizationFlow {
  /** What Discord is asked for. What it passes on may be less: `complete` looks. */
  scopes: readonly string[];
  /** Runs once for each yes. An error of the closed family is shown as it is; then the tokens were not kept. */
  complete(runtime: Runtime, answer: FlowAnswer): Promise<FlowResult>;
  /** The person took back what they allowed: its tokens are worth nothing. Bears being told late and again. */
  deauthorized(runtime: Runtime, event: Deauthorization): Promise<void>;
  /** Whether it has tokens of the person in use in another server than the context's. */
  isUsedElsewhere(ctx: ActionContext, userId: string): Promise<boolean>;
}

export interface FlowAnswer {
  /** What was given when it began. */
  data: Record<string, unknown>;
  tokens: OAuthTokens;
  requestId: string;
}

/** Where the browser goes then. */
export interface FlowResult {
  /** A path of this site. */
  to: string;
  flash?: string;
}

export interface Deauthorization {
  userId: string;
  /** What was allowed after that stays. */
  at: Date;
  eventId: string;
}
