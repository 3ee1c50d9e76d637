import { randomUUID } from 'node:crypto';
import { readUpload, withSecret } from './read-upload.ts';
import { noWorker, Refusal } from './refusal.ts';
import { json, type Route } from './route.ts';
import type { AccountState, StoredWorker, WorkerVersion } from './state.ts';

/** Every script is measured when it is uploaded; nothing here depends on how long it took. */
const STARTUP_MS = 12;

export const workerRoutes: Route[] = [
  [
    'GET',
    /^\/workers\/services\/([^/]+)$/,
    (state, _call, [name]) => {
      if (!state.workers.has(name ?? '')) throw new Refusal(404, 10090, 'This service does not exist.');
      return {
        id: name,
        default_environment: {
          environment: 'production',
          script: { id: name, last_deployed_from: 'wrangler', tag: 'local', tags: [] },
        },
      };
    },
  ],
  [
    'GET',
    /^\/workers\/workers\/([^/]+)$/,
    (state, _call, [name]) => {
      const worker = workerOf(state, name);
      return { id: worker.name, name: worker.name, subdomain: subdomainOf(worker) };
    },
  ],
  [
    'PUT',
    /^\/workers\/scripts\/([^/]+)$/,
    async (state, call, [name = '']) => {
      const before = state.workers.get(name);
      const upload = await readUpload(state, call.body, call.contentType, before);
      const worker: StoredWorker = before ?? {
        name,
        versions: [],
        deployments: [],
        crons: [],
        onWorkersDev: false,
      };
      state.workers.set(name, worker);
      const version = state.addVersion(worker, upload);
      activate(worker, version);
      return {
        id: name,
        etag: version.id,
        startup_time_ms: STARTUP_MS,
        // The platform writes this one id without hyphens.
        deployment_id: version.id.replaceAll('-', ''),
      };
    },
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/versions$/,
    (state, _call, [name]) => ({
      items: workerOf(state, name).versions.slice(-10).reverse().map(viewVersion),
    }),
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/versions\/([^/]+)$/,
    (state, _call, [name, id]) => viewVersion(versionOf(workerOf(state, name), id)),
  ],
  [
    'POST',
    /^\/workers\/scripts\/([^/]+)\/versions$/,
    async (state, call, [name]) => {
      const worker = workerOf(state, name);
      const upload = await readUpload(state, call.body, call.contentType, worker);
      return viewVersion(state.addVersion(worker, upload));
    },
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/deployments$/,
    (state, _call, [name]) => ({
      deployments: workerOf(state, name).deployments.map(({ id, versionId }) => ({
        id,
        source: 'wrangler',
        strategy: 'percentage',
        versions: [{ version_id: versionId, percentage: 100 }],
      })),
    }),
  ],
  [
    'POST',
    /^\/workers\/scripts\/([^/]+)\/deployments$/,
    (state, call, [name]) => {
      const worker = workerOf(state, name);
      const { versions } = json<{ versions: { version_id: string; percentage: number }[] }>(call);
      const whole = versions.find(({ percentage }) => percentage === 100);
      if (!whole) throw new Refusal(400, 10021, 'This stand-in serves one version at a time.');
      return { id: activate(worker, versionOf(worker, whole.version_id)) };
    },
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/settings$/,
    (state, _call, [name]) => ({
      bindings: state.activeVersion(workerOf(state, name))?.bindings.map(({ text: _text, ...rest }) => rest),
    }),
  ],
  ['PATCH', /^\/workers\/scripts\/([^/]+)\/script-settings$/, (_state, call) => json(call)],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/secrets$/,
    (state, _call, [name]) =>
      (state.activeVersion(workerOf(state, name))?.bindings ?? [])
        .filter(({ type }) => type === 'secret_text')
        .map(({ name: secret, type }) => ({ name: secret, type })),
  ],
  [
    'PUT',
    /^\/workers\/scripts\/([^/]+)\/secrets$/,
    (state, call, [name]) => {
      const worker = state.workers.get(name ?? '');
      const { name: secret, text } = json<{ name: string; text: string }>(call);
      const upload = withSecret(state, worker, secret, text);
      if (worker) activate(worker, state.addVersion(worker, upload));
      return { name: secret, type: 'secret_text' };
    },
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/schedules$/,
    (state, _call, [name]) => ({ schedules: workerOf(state, name).crons.map((cron) => ({ cron })) }),
  ],
  [
    'PUT',
    /^\/workers\/scripts\/([^/]+)\/schedules$/,
    (state, call, [name]) => {
      const schedules = json<{ cron: string }[]>(call);
      workerOf(state, name).crons = schedules.map(({ cron }) => cron);
      return { schedules };
    },
  ],
  [
    'GET',
    /^\/workers\/scripts\/([^/]+)\/subdomain$/,
    (state, _call, [name]) => subdomainOf(workerOf(state, name)),
  ],
  [
    'POST',
    /^\/workers\/scripts\/([^/]+)\/subdomain$/,
    (state, call, [name]) => {
      const worker = workerOf(state, name);
      worker.onWorkersDev = json<{ enabled: boolean }>(call).enabled;
      return subdomainOf(worker);
    },
  ],
];

function workerOf(state: AccountState, name: string | undefined): StoredWorker {
  const worker = state.workers.get(name ?? '');
  if (!worker) throw noWorker();
  return worker;
}

function versionOf(worker: StoredWorker, id: string | undefined): WorkerVersion {
  const version = worker.versions.find((one) => one.id === id);
  if (!version) throw new Refusal(404, 10007, 'This version does not exist.');
  return version;
}

function activate(worker: StoredWorker, version: WorkerVersion): string {
  const id = randomUUID();
  worker.deployments.unshift({ id, versionId: version.id });
  return id;
}

const subdomainOf = ({ onWorkersDev }: StoredWorker) => ({
  enabled: onWorkersDev,
  previews_enabled: false,
});

const viewVersion = ({ id, number, annotations, bindings }: WorkerVersion) => ({
  id,
  number,
  annotations,
  metadata: { source: 'wrangler', created_on: new Date(0).toISOString() },
  startup_time_ms: STARTUP_MS,
  resources: {
    script: { etag: id },
    bindings: bindings.map(({ text: _text, ...rest }) => rest),
  },
});
