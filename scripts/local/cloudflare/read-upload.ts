import { noWorker, Refusal } from './refusal.ts';
import type { AccountState, StoredWorker } from './state.ts';

export interface Binding {
  name: string;
  type: string;
  text?: string;
  queue_name?: string;
  bucket_name?: string;
  class_name?: string;
  /** Of a rate limit: calls in a number of seconds. */
  simple?: { limit: number; period: number };
  namespace_id?: string;
}

/** A script as it was uploaded. */
export interface Upload {
  mainModule: string;
  modules: { name: string; type: string; contents: string }[];
  compatibilityDate: string;
  compatibilityFlags: string[];
  bindings: Binding[];
  annotations: Record<string, string>;
}

interface Metadata {
  main_module?: string;
  compatibility_date?: string;
  compatibility_flags?: string[];
  bindings?: Binding[];
  keep_bindings?: string[];
  annotations?: Record<string, string>;
}

/**
 * Reads the multipart body of an upload, checks that what it binds exists, and adds the bindings that it keeps of the
 * version before.
 */
export async function readUpload(
  state: AccountState,
  body: Buffer,
  contentType: string,
  worker: StoredWorker | undefined,
): Promise<Upload> {
  // A copy, because Response wants bytes of an ArrayBuffer of their own.
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': contentType },
  }).formData();
  const metadata = JSON.parse(String(form.get('metadata'))) as Metadata;
  const modules = [];
  for (const [name, part] of form) {
    if (typeof part === 'string') continue;
    modules.push({ name, type: part.type, contents: await part.text() });
  }
  const { main_module: mainModule, compatibility_date: compatibilityDate } = metadata;
  if (!mainModule || !modules.some(({ name }) => name === mainModule)) {
    throw new Refusal(400, 10021, 'No such module: the main module is not part of the upload.');
  }
  if (!compatibilityDate) throw new Refusal(400, 10021, 'A compatibility date is needed.');
  const before = worker ? (state.activeVersion(worker)?.bindings ?? []) : [];
  const given = (metadata.bindings ?? []).map((binding) => resolveInherited(binding, before));
  for (const binding of given) checkBinding(state, binding);
  const names = new Set(given.map(({ name }) => name));
  return {
    mainModule,
    modules,
    compatibilityDate,
    compatibilityFlags: metadata.compatibility_flags ?? [],
    annotations: metadata.annotations ?? {},
    bindings: [
      ...given,
      ...before.filter(({ name, type }) => metadata.keep_bindings?.includes(type) && !names.has(name)),
    ],
  };
}

function resolveInherited(binding: Binding, before: readonly Binding[]): Binding {
  if (binding.type !== 'inherit') return binding;
  const found = before.find(({ name }) => name === binding.name);
  if (!found) throw new Refusal(400, 10021, `binding ${binding.name} cannot be inherited: it is not there.`);
  return found;
}

function checkBinding(state: AccountState, { name, type, queue_name, bucket_name }: Binding): void {
  if (type === 'queue' && !(queue_name && state.queueNamed(queue_name))) {
    throw new Refusal(400, 10021, `binding ${name} of type queue: queue "${queue_name}" does not exist.`);
  }
  if (type === 'r2_bucket' && !(bucket_name && state.buckets.has(bucket_name))) {
    throw new Refusal(400, 10085, `R2 bucket '${bucket_name}' not found. Please use a different name.`);
  }
}

/** A secret put by itself makes a version of its own, with no annotations of a deployment; the Worker must exist. */
export function withSecret(
  state: AccountState,
  worker: StoredWorker | undefined,
  name: string,
  text: string,
): Upload {
  const version = worker && state.activeVersion(worker);
  if (!version) throw noWorker();
  return {
    ...version,
    annotations: { 'workers/triggered_by': 'secret' },
    bindings: [
      ...version.bindings.filter((binding) => binding.name !== name),
      { name, type: 'secret_text', text },
    ],
  };
}
