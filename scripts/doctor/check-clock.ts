import { DiscordError } from '../../src/discord/errors.ts';
import { ANSWER_TIMEOUT_MS, type DoctorContext } from './context.ts';
import { broken, type Finding, ok, skipped } from './finding.ts';

/** Signatures older than five minutes are refused, and tokens live for fifteen: a minute off is a warning of more. */
const MAX_SKEW_MS = 60_000;

/** Compares this machine's clock with Discord's `Date` header, which has whole seconds. Needs no token. */
export async function checkClock({ apiUrl, outside }: DoctorContext): Promise<Finding[]> {
  const before = outside.now();
  let response: Response;
  try {
    response = await outside.fetch(`${apiUrl.replace(/\/+$/, '')}/v10/gateway`, {
      headers: { 'User-Agent': 'DiscordBot (https://github.com/guildhall/guildhall, doctor)' },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
  } catch (error) {
    if (error instanceof DiscordError) throw error;
    return [skipped('clock', 'The clock was not compared, because Discord did not answer.')];
  }
  const theirs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return [skipped('clock', 'The clock was not compared: Discord gave no date.')];
  // The header was written somewhere between question and answer.
  const ours = (before + outside.now()) / 2;
  const skew = ours - theirs;
  if (Math.abs(skew) <= MAX_SKEW_MS) return [ok('clock', "The clock agrees with Discord's.")];
  const seconds = Math.round(Math.abs(skew) / 1_000);
  return [
    broken(
      'clock',
      `This machine's clock is ${seconds} seconds ${skew > 0 ? 'ahead of' : 'behind'} Discord's; commands whose time is 5 minutes off are refused.`,
      'Switch on setting the time automatically (on Linux: sudo timedatectl set-ntp true).',
    ),
  ];
}
