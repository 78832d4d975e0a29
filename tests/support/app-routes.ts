import type { Express } from 'express';

/** The parts of Express 5's router that this file reads; the types of Express leave most of them out. */
interface Layer {
  readonly rawPath?: unknown;
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Every route of the app, like `POST /login`, in the order in which Express tries them. Includes nested routers. */
export function routesOf(app: Express): string[] {
  return routesIn((app as unknown as { router: { stack: readonly Layer[] } }).router.stack, '');
}

function routesIn(stack: readonly Layer[], prefix: string): string[] {
  return stack.flatMap(({ rawPath, route, handle }) => {
    if (route) {
      const methods = Object.keys(route.methods).filter((method) => route.methods[method]);
      return methods.map((method) => `${method.toUpperCase()} ${prefix}${textOf(route.path)}`);
    }
    if (!handle.stack) return [];
    const place = textOf(rawPath);
    return routesIn(handle.stack, place === '/' ? prefix : `${prefix}${place}`);
  });
}

function textOf(path: unknown): string {
  if (typeof path !== 'string') throw new Error(`A route has a path that is no text: ${String(path)}`);
  return path;
}
