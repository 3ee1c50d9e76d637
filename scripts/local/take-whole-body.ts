import type { App } from '../../src/app.ts';

/**
 * The Worker, whose caller gets the answer although its body was not read to the end. On the platform a proxy stands
 * between the two and takes the whole body; workerd by itself hangs up, and the caller fails before it reads a 413.
 */
export function withWholeBody<Served extends App>(app: Served): Served {
  return {
    ...app,
    async fetch(request, env, execution) {
      const response = await app.fetch(request, env, execution);
      if (request.body && !request.bodyUsed) {
        // Nobody is there any more who would read it.
        await request.body.pipeTo(new WritableStream()).catch(() => {});
      }
      return response;
    },
  };
}
