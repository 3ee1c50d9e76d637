import type { Impact, ServerAction, ServerState } from '../model.ts';

/** A server as the panel answers it. */
export interface PanelServer {
  id: string;
  name: string;
  /** The customer whose it is. */
  accountId: string;
  state: ServerState;
  /** When that state began, by the panel's clock. */
  stateAt: Date;
  impact: Impact;
}

/** Whatever runs the servers. Answers are checked; each call throws what panel-errors.ts lists. */
export interface ServerProvider {
  /** All servers of one account, at most 100. */
  listServers(accountId: string): Promise<PanelServer[]>;
  /** Undefined for a server that isn't there. */
  getServer(serverId: string): Promise<PanelServer | undefined>;
  /**
   * Asks for an action. At-least-once: the panel does what has the same `actionId` once. That it is taken says nothing
   * about when it is done; the panel reports that as an event.
   */
  requestAction(request: { actionId: string; serverId: string; action: ServerAction }): Promise<void>;
}
