import type { Miniflare } from 'miniflare';

/** The bucket, as far as backups need it. */
export type Bucket = Awaited<ReturnType<Miniflare['getR2Bucket']>>;

/** Opens the bucket of a local installation from its state folder; close it afterwards. */
export async function openLocalBucket(
  stateFolder: string,
): Promise<{ bucket: Bucket; close(): Promise<void> }> {
  const { convertV4MiniflareOptions, Miniflare } = await import('miniflare');
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      name: 'guildhall',
      modules: true,
      script: 'export default { fetch: () => new Response() }',
      compatibilityDate: '2026-11-09',
      r2Buckets: { FILES: 'guildhall-files' },
      resourcePersistencePath: `${stateFolder}/worker`,
    } as Parameters<typeof convertV4MiniflareOptions>[0]),
  );
  return { bucket: await miniflare.getR2Bucket('FILES'), close: () => miniflare.dispose() };
}

/** Keys of all objects, in order. */
export async function* listKeys(bucket: Bucket): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await bucket.list(cursor ? { cursor } : {});
    for (const { key } of page.objects) yield key;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor);
}
