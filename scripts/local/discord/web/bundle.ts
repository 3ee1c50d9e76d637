import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

const page = `<!doctype html>
<html lang="en" data-theme="dark">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="dark light">
<title>Local Discord</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/app.css">
<link rel="modulepreload" href="/app.js">
<script>
try { document.documentElement.dataset.theme = localStorage.getItem('theme') || (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'); } catch {}
</script>
</head>
<body>
<div id="app"><div class="boot" role="status"><span class="spinner" aria-hidden="true"></span>Opening the local Discord…</div></div>
<noscript>The local Discord needs JavaScript.</noscript>
<script type="module" src="/app.js"></script>
</body>
</html>
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="10" fill="#4f5bd5"/><path d="M9 10h14v9h-7l-5 4v-4H9z" fill="#fff"/></svg>`;

/**
 * Bundles the web client; the page under '/' also serves every deep link.
 * @returns path → file, all of it text in UTF-8
 */
export async function webAssets(): Promise<Map<string, { type: string; body: string | Uint8Array }>> {
  const bundled = await build({
    entryPoints: [join(here, 'main.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfigRaw: { compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'hono/jsx/dom' } },
    logLevel: 'silent',
  });
  const styles = (await readdir(join(here, 'styles'))).filter((name) => name.endsWith('.css')).sort();
  const css = await Promise.all(styles.map((name) => readFile(join(here, 'styles', name), 'utf8')));
  const { code } = await transform(css.join('\n'), { loader: 'css', minify: true });
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: page }],
    ['/app.js', { type: 'text/javascript; charset=utf-8', body: bundled.outputFiles[0]?.text ?? '' }],
    ['/app.css', { type: 'text/css; charset=utf-8', body: code }],
    ['/favicon.svg', { type: 'image/svg+xml', body: icon }],
  ]);
}
