import { refusal } from '../errors.ts';
import type { LocalState } from '../state.ts';
import type { Dict } from '../validation/check.ts';
import { isAcknowledged, postPayload } from './post.ts';

/** How an event fared so far. Times are of the local clock, in unix ms. */
export interface EventDelivery {
  id: string;
  event: { type: string; timestamp: string; data: Dict };
  created_at: number;
  state: 'waiting' | 'delivered' | 'given up';
  /** One for each attempt: the status of the answer, or null when there was none. */
  answers: (number | null)[];
  next_at: number | null;
}

/** `event_webhooks_status`. */
const ENABLED = 2;
const DISABLED_BY_DISCORD = 3;
/** The first pause; each further one is twice as long. */
const FIRST_PAUSE_MS = 1_000;
const GIVE_UP_AFTER_MS = 10 * 60_000;
/** Discord does not say how many failures are too many. */
const MOST_GIVEN_UP = 3;
/** Deliveries that are over and still shown. */
const MOST_KEPT = 500;

/**
 * Posts webhook events to the application: at least once, in no order, again with growing pauses for ten minutes of the
 * local clock until it answers with an empty 204. After too many events without, they are disabled. What waits lives in
 * memory and ends with the process.
 */
export class WebhookEvents {
  private readonly state: LocalState;
  private readonly limitMs: () => number;
  private deliveries: EventDelivery[] = [];
  private readonly posting = new Set<EventDelivery>();
  private abort = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private givenUp = 0;

  /** `limitMs`: real milliseconds that an application has for its answer. */
  constructor(state: LocalState, limitMs: () => number) {
    this.state = state;
    this.limitMs = limitMs;
  }

  /** Tells the application of something that happened, if it asked for events of that type. */
  tell(type: string, data: Dict): void {
    const { application } = this.state.data;
    const {
      event_webhooks_url: url,
      event_webhooks_status: status,
      event_webhooks_types: types,
    } = application;
    if (url !== null && status === ENABLED && types.includes(type)) void this.attempt(this.add(type, data));
  }

  /** Sends any event, asked for or not, and waits for the first answer. @throws 10015 without a URL */
  async send(type: string, data: Dict): Promise<EventDelivery> {
    if (this.state.data.application.event_webhooks_url === null) throw refusal(10015);
    const delivery = this.add(type, data);
    await this.attempt(delivery);
    return delivery;
  }

  list(): EventDelivery[] {
    return this.deliveries;
  }

  /** Sends what is due; to be called when the local clock was moved. */
  catchUp(): void {
    clearTimeout(this.timer);
    const now = this.state.now();
    for (const delivery of this.deliveries) {
      if (delivery.next_at !== null && delivery.next_at <= now) void this.attempt(delivery);
    }
    const times = this.deliveries.flatMap(({ next_at }) =>
      next_at === null || next_at <= now ? [] : [next_at],
    );
    if (times.length === 0) return;
    this.timer = setTimeout(() => this.catchUp(), Math.min(...times) - now).unref();
  }

  /** Forgets everything that waits. */
  clear(): void {
    clearTimeout(this.timer);
    this.abort.abort();
    this.abort = new AbortController();
    this.deliveries = [];
    this.givenUp = 0;
  }

  private add(type: string, data: Dict): EventDelivery {
    const now = this.state.now();
    const delivery: EventDelivery = {
      id: this.state.id(),
      // Discord writes UTC without saying so.
      event: { type, timestamp: new Date(now).toISOString().replace('Z', '000'), data },
      created_at: now,
      state: 'waiting',
      answers: [],
      next_at: now,
    };
    const over = this.deliveries.filter((one) => one.state !== 'waiting');
    const oldest = over.length >= MOST_KEPT ? over[0] : undefined;
    this.deliveries = [...this.deliveries.filter((one) => one !== oldest), delivery];
    return delivery;
  }

  private async attempt(delivery: EventDelivery): Promise<void> {
    const url = this.state.data.application.event_webhooks_url;
    if (this.posting.has(delivery)) return;
    if (url === null) return void Object.assign(delivery, { state: 'given up', next_at: null });
    const { signal } = this.abort;
    this.posting.add(delivery);
    const payload = { type: 1, event: delivery.event };
    const options = { limitMs: this.limitMs(), signal };
    const answer = await postPayload({ data: this.state.data, now: this.state.now() }, url, payload, options);
    this.posting.delete(delivery);
    if (signal.aborted) return;
    delivery.answers.push(answer?.status ?? null);
    if (isAcknowledged(answer)) {
      Object.assign(delivery, { state: 'delivered', next_at: null });
      this.givenUp = 0;
    } else this.putOff(delivery);
    this.catchUp();
  }

  private putOff(delivery: EventDelivery): void {
    const next = this.state.now() + FIRST_PAUSE_MS * 2 ** (delivery.answers.length - 1);
    if (next - delivery.created_at <= GIVE_UP_AFTER_MS) {
      delivery.next_at = next;
      return;
    }
    Object.assign(delivery, { state: 'given up', next_at: null });
    this.givenUp += 1;
    if (this.givenUp < MOST_GIVEN_UP) return;
    this.state.data.application.event_webhooks_status = DISABLED_BY_DISCORD;
    this.givenUp = 0;
    this.state.touch();
  }
}
