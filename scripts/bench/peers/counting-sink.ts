/**
 * Stands in for everything outside: takes queue messages and HTTP calls and counts them. On request it holds its
 * answers back, which shows whether a contestant waits for them.
 */
const counts = { queue: 0, fetch: 0 };
let holding = false;

/** Looks again and again, because a promise of one request cannot be awaited in another. */
async function whileHolding(): Promise<void> {
  while (holding) await new Promise((resolve) => setTimeout(resolve, 10));
}

const json = (value: unknown) =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
/** What workerd's queue binding wants to read; a queue without a backlog. */
const queued = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 } } };
/** What Neon's driver reads as a result without rows. */
const noRows = { fields: [], rows: [], command: 'SELECT', rowCount: 0, rowAsArray: true };

export default {
  async fetch(request: Request): Promise<Response> {
    // First and without parsing the address, because under load this runs once a request.
    if (request.url.endsWith('/message')) {
      counts.queue += 1;
      if (holding) await whileHolding();
      return json(queued);
    }
    switch (new URL(request.url).pathname) {
      case '/_control/hold':
        holding = true;
        return json(counts);
      case '/_control/release':
        holding = false;
        return json(counts);
      case '/_control/counts':
        return json(counts);
      default:
        counts.fetch += 1;
        if (holding) await whileHolding();
        return json(noRows);
    }
  },
};
