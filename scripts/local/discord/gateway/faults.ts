import type { Dispatch } from './frames.ts';

/** An upgrade that is refused: an HTTP status, or silence until the client gives up. */
export type Refusal = number | 'silence';

/** A step of the protocol: the gateway's greeting, or what a client sends. */
export type Step = 'hello' | 'identify' | 'resume' | 'heartbeat';

/** What happens at a step instead: the socket breaks, nothing happens, or it closes with this code. */
export type TrapAct = 'cut' | 'ignore' | number;

/** What tests make the gateway do wrong. Counts fall with every use; nothing is wrong unless told. */
export class Faults {
  private acks = 0;
  private doubled = 0;
  private lost = 0;
  private held: Dispatch[] = [];
  private toHold = 0;
  private traps: { at: Step; act: TrapAct; times: number }[] = [];
  private refusal: { with: Refusal; times: number } | undefined;

  /** The next heartbeats stay without an ACK. */
  dropAcks(count: number): void {
    this.acks = count;
  }

  /** The next events are sent twice, each with a number of its own, as Discord does now and then. */
  duplicate(count: number): void {
    this.doubled = count;
  }

  /** The next events reach nobody. */
  lose(count: number): void {
    this.lost = count;
  }

  /** The next events wait for each other and then come in reverse order. */
  reorder(count: number): void {
    this.toHold = count;
  }

  /** The next upgrades are refused: `times` of them, or all until told again (0). Undefined accepts again. */
  refuse(refusal: Refusal | undefined, times = 0): void {
    this.refusal =
      refusal === undefined ? undefined : { with: refusal, times: times || Number.POSITIVE_INFINITY };
  }

  /** The next `times` of a step go wrong. */
  trap(at: Step, act: TrapAct, times = 1): void {
    this.traps.push({ at, act, times });
  }

  reset(): void {
    this.traps = [];
    this.acks = this.doubled = this.lost = this.toHold = 0;
    this.held = [];
    this.refusal = undefined;
  }

  takeTrap(at: Step): TrapAct | undefined {
    const trap = this.traps.find((item) => item.at === at);
    if (!trap) return undefined;
    trap.times -= 1;
    if (trap.times <= 0) this.traps = this.traps.filter((item) => item !== trap);
    return trap.act;
  }

  takeAckDrop(): boolean {
    if (this.acks === 0) return false;
    this.acks -= 1;
    return true;
  }

  takeRefusal(): Refusal | undefined {
    const refusal = this.refusal;
    if (!refusal) return undefined;
    refusal.times -= 1;
    if (refusal.times <= 0) this.refusal = undefined;
    return refusal.with;
  }

  /** What is sent now in place of this event. */
  disturb(dispatch: Dispatch): Dispatch[] {
    if (this.lost > 0) {
      this.lost -= 1;
      return [];
    }
    if (this.doubled > 0) {
      this.doubled -= 1;
      return [dispatch, dispatch];
    }
    if (this.toHold === 0) return [dispatch];
    this.held.push(dispatch);
    if (this.held.length < this.toHold) return [];
    this.toHold = 0;
    return this.held.splice(0).reverse();
  }
}
