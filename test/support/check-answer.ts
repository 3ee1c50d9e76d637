import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { accessSettings } from '../../src/core/access/settings.ts';
import type { Feature } from '../../src/core/feature.ts';
import { coreRoutes } from '../../src/core/http/core-routes.ts';
import { buildDocument } from '../../src/core/http/openapi/build-document.ts';
import type { OpenApiDocument, Operation } from '../../src/core/http/openapi/document.ts';
import { collectRoutes } from '../../src/core/http/routes.ts';
import { createRegistry } from '../../src/core/registry.ts';

/** Checks answers of the real Worker against the document, as a program that trusts the document would read them. */
export interface AnswerCheck {
  document: OpenApiDocument;
  /** Fails unless the document has the route, the status and a schema that the body fits. */
  check(method: string, path: string, answer: { status: number; type: string | null; body: unknown }): void;
  /** Fails unless the value fits the schema; `what` names it. */
  validate(schema: unknown, value: unknown, what: string): void;
}

export async function createAnswerCheck(features: readonly Feature[]): Promise<AnswerCheck> {
  const registry = createRegistry(features, { settings: [accessSettings] });
  const document = buildDocument({
    routes: await collectRoutes(registry),
    core: coreRoutes,
    features,
    url: 'https://guildhall.example',
  });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: 'document' } as object);
  const known = new Map<unknown, ValidateFunction>();

  const validate = (schema: unknown, value: unknown, what: string) => {
    // References inside the document start at its root.
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
    const fits = known.get(schema) ?? ajv.compile(closed(rooted));
    known.set(schema, fits);
    assert.ok(fits(value), `${what}: ${ajv.errorsText(fits.errors)}\n${JSON.stringify(value).slice(0, 500)}`);
  };

  return {
    document,
    validate,
    check(method, path, { status, type, body }) {
      const operation = find(document, method, path);
      const what = `${method} ${path} → ${status}`;
      // What has no route is told in the same form as every error.
      const response = operation?.responses[status];
      const media = type?.split(';')[0] ?? '';
      if (status >= 400) {
        assert.equal(media, 'application/problem+json', what);
        validate(document.components.schemas.Problem, body, what);
        if (operation) assert.ok(response, `${what} is not in the document: ${JSON.stringify(body)}`);
        return;
      }
      assert.ok(response, `${what} is not in the document`);
      const schema = response.content?.[media]?.schema;
      if (schema) validate(schema, body, what);
      else assert.ok(body === undefined && !response.content, `${what} has a body that is not declared`);
    },
  };
}

/** The operation behind an address, the most literal path first. */
function find(document: OpenApiDocument, method: string, address: string): Operation | undefined {
  const [path = ''] = address.split('?');
  const fits = Object.entries(document.paths).filter(([template]) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const [found] = fits.toSorted(([a], [b]) => a.split('{').length - b.split('{').length);
  return found?.[1][method.toLowerCase()];
}

/** Answers may hold nothing that the document does not tell of. */
function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!schema || typeof schema !== 'object') return schema as object;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isObject = 'properties' in schema && !('additionalProperties' in schema);
  return isObject ? { ...inner, additionalProperties: false } : inner;
}
