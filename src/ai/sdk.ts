/**
 * The parts of Anthropic's SDK that are used. Its own entry brings a client of all resources, three times as large.
 */
export { BaseAnthropic } from '@anthropic-ai/sdk/client';
export { APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk/core/error';
export { Messages } from '@anthropic-ai/sdk/resources/messages';
