import { ANSWER_TIMEOUT_MS, type DoctorContext } from './context.ts';
import { broken, type Finding, ok, skipped, warning } from './finding.ts';

const KEYS_PAGE = 'https://platform.claude.com/settings/keys';

/** Whether Anthropic takes the key and knows the model. Asked for with `--claude`; looks the model up, generates nothing. */
export async function checkClaude(context: DoctorContext): Promise<Finding[]> {
  if (!context.askClaude) return [];
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: base, ANTHROPIC_MODEL: model } = context.variables;
  if (!key) return [skipped('claude', 'Claude was not asked, because there is no usable key.')];
  const url = `${(base ?? 'https://api.anthropic.com').replace(/\/+$/, '')}/v1/models`;
  let status: number;
  try {
    const response = await context.outside.fetch(model ? `${url}/${encodeURIComponent(model)}` : url, {
      headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    status = response.status;
  } catch {
    return [
      warning(
        'claude',
        'Claude does not answer.',
        'Look at https://status.claude.com; check ANTHROPIC_BASE_URL.',
      ),
    ];
  }
  if (status === 401 || status === 403) {
    return [broken('claude', 'Anthropic does not accept the key.', `Make a new one at ${KEYS_PAGE}.`)];
  }
  if (status === 404 && model) {
    return [broken('claude', `Anthropic has no model "${model}".`, 'Correct ANTHROPIC_MODEL, or remove it.')];
  }
  if (status >= 200 && status < 300) return [ok('claude', 'Anthropic accepts the key.')];
  return [
    warning(
      'claude',
      `Anthropic answered with status ${status}.`,
      'Try again; look at https://status.claude.com.',
    ),
  ];
}
