import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  DISCORD_ERROR_CODES,
  DiscordApiError,
  type DiscordError,
  DiscordRateLimited,
  DiscordRefused,
  DiscordUnavailable,
  explainDiscordError,
  formErrors,
  isAlreadyAcknowledged,
  isDmClosed,
  isInteractionExpired,
  isLimitReached,
  isMissingPermissions,
  isUnknownEntity,
  isUnknownMessage,
  isUnknownWebhook,
} from '../../src/discord/errors.ts';

const ROUTE = 'POST /channels/{channel_id}/messages';

function apiError(
  code: number,
  status = 403,
  more: Partial<ConstructorParameters<typeof DiscordApiError>[0]> = {},
) {
  return new DiscordApiError({ route: ROUTE, status, code, message: 'Their words', ...more });
}

describe('errors of Discord', () => {
  it('are told apart by their JSON code, whatever the status', () => {
    for (const status of [400, 401, 403, 404]) {
      assert.ok(isUnknownMessage(apiError(10008, status)) && isUnknownEntity(apiError(10008, status)));
      assert.ok(!isUnknownMessage(apiError(10015, status)) && isUnknownWebhook(apiError(10015, status)));
      assert.ok(
        isInteractionExpired(apiError(10062, status)) && isInteractionExpired(apiError(50027, status)),
      );
      assert.ok(isDmClosed(apiError(50007, status)) && isDmClosed(apiError(50278, status)));
      assert.ok(isAlreadyAcknowledged(apiError(40060, status)));
      assert.ok(isMissingPermissions(apiError(50013, status)));
      assert.ok(isLimitReached(apiError(30013, status)) && !isLimitReached(apiError(50013, status)));
    }
    for (const other of [apiError(0, 404), new Error('10008'), { code: 10008 }, null]) {
      assert.ok(!isUnknownMessage(other) && !isUnknownEntity(other));
    }
  });

  it('flatten the nested tree of an invalid form and explain it field by field', () => {
    const error = apiError(50035, 400, {
      errors: {
        _errors: [{ code: 'A', message: 'whole' }],
        embeds: { 0: { title: { _errors: [{ code: 'B', message: 'Must be 256 or fewer in length.' }] } } },
      },
    });
    assert.deepEqual(formErrors(error), [
      { path: '', code: 'A', message: 'whole' },
      { path: 'embeds.0.title', code: 'B', message: 'Must be 256 or fewer in length.' },
    ]);
    const text = explainDiscordError(error);
    assert.match(text, /embeds\.0\.title: Must be 256 or fewer in length\./);
    assert.doesNotMatch(text, /undefined|object/);
  });

  it('each have a sentence that names a remedy, and none shows a code instead of words', () => {
    for (const code of Object.values(DISCORD_ERROR_CODES)) {
      const text = explainDiscordError(apiError(code));
      assert.ok(text.length > 30 && /[.]$/.test(text), `${code}: ${text}`);
      assert.doesNotMatch(text, /undefined|Their words/, String(code));
    }
    const others: [DiscordError, RegExp][] = [
      [apiError(30013), /limit of Discord's is reached: Their words/],
      [apiError(99999), /Their words \(code 99999\)/],
      [apiError(0, 401), /DISCORD_TOKEN/],
      [apiError(0, 401, { oauthError: 'invalid_client' }), /DISCORD_CLIENT_SECRET/],
      [apiError(0, 400, { oauthError: 'invalid_grant' }), /Sign in again/],
      [new DiscordUnavailable(ROUTE, { status: 503, outcomeUnknown: false }), /Try again/],
      [new DiscordUnavailable(ROUTE, { status: null, outcomeUnknown: true }), /before you repeat/],
      [new DiscordRateLimited(ROUTE, 400), /in 1 second\./],
      [new DiscordRateLimited(ROUTE, 600_000), /in 10 minutes\./],
      [new DiscordRefused(ROUTE, 'no-token', 0), /DISCORD_TOKEN/],
      [new DiscordRefused(ROUTE, 'token-rejected', 0), /DISCORD_TOKEN/],
      [new DiscordRefused(ROUTE, 'invalid-requests', 90_000), /2 minutes/],
    ];
    for (const [error, expected] of others) assert.match(explainDiscordError(error), expected);
  });

  it('say by themselves whether the same call may succeed later', () => {
    const errors = [
      apiError(50013),
      new DiscordUnavailable(ROUTE, { status: 502, outcomeUnknown: false }),
      new DiscordRateLimited(ROUTE, 1),
      new DiscordRefused(ROUTE, 'invalid-requests', 1),
      new DiscordRefused(ROUTE, 'token-rejected', 1),
    ];
    assert.deepEqual(
      errors.map((error) => [error.name, error.kind, error.retryable]),
      [
        ['DiscordApiError', 'api', false],
        ['DiscordUnavailable', 'unavailable', true],
        ['DiscordRateLimited', 'rate-limited', true],
        ['DiscordRefused', 'refused', true],
        ['DiscordRefused', 'refused', false],
      ],
    );
  });
});
