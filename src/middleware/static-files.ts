import { basename, join } from 'node:path';
import { Router, static as serveStatic } from 'express';
import { compressedCopies } from './compressed-copies.js';

/** Matches files whose name holds the hash of their content: a browser may keep these for ever. */
const HASHED = /-[0-9A-Z]{8}\.\w+(?:\.br)?$/;

/** Not the icons: a browser can show an SVG as a document. */
const SUBRESOURCE = /\.(?:css|js)(?:\.br)?$/;

export function staticFiles(publicDir: string): Router {
  const router = Router();
  const options = { index: false, redirect: false, cacheControl: false };
  const buildDir = join(publicDir, 'build');
  router.use(
    '/build',
    compressedCopies(buildDir),
    serveStatic(buildDir, {
      ...options,
      fallthrough: false, // no page lives below /build, so a missing file is a 404 at once
      setHeaders(res, path) {
        const isHashed = HASHED.test(basename(path));
        res.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        // They concern documents and workers only, and would be a fifth of a small file.
        if (isHashed && SUBRESOURCE.test(path)) {
          res.removeHeader('Permissions-Policy');
          res.removeHeader('Content-Security-Policy');
        }
      },
    }),
  );
  router.use(
    serveStatic(publicDir, {
      ...options,
      setHeaders: (res) => void res.setHeader('Cache-Control', 'public, max-age=86400'),
    }),
  );
  return router;
}
