import type { DeveloperInteraction, DeveloperReport } from './client-types.ts';
import type { StoredInteraction } from './model.ts';
import { isDict } from './validation/check.ts';
import type { World } from './world.ts';

/** What a developer wants to see after a failure: the latest interactions and REST calls, newest first. */
export function developerReport(world: World): DeveloperReport {
  const interactions = [...world.state.data.interactions.values()].slice(-50).reverse();
  const calls = world.calls.list().slice(-100).reverse();
  return {
    interactions: interactions.map(show),
    calls: calls.map(({ id, at, method, path, status, body, response }) => ({
      id,
      at,
      method,
      path,
      status,
      body,
      response,
    })),
  };
}

function show(interaction: StoredInteraction): DeveloperInteraction {
  const data = isDict(interaction.payload.data) ? interaction.payload.data : {};
  return {
    id: interaction.id,
    at: interaction.created_at,
    type: interaction.type,
    label: String(data.name ?? data.custom_id ?? ''),
    user_id: interaction.user_id,
    endpoint: interaction.endpoint,
    payload: interaction.payload,
    http_status: interaction.http_status,
    signature_ok: interaction.signature_ok,
    latency_ms: interaction.latency_ms,
    response: interaction.response,
    failure: interaction.failure,
  };
}
