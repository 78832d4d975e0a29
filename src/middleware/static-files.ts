import { basename, join } from 'node:path';
import { Router, static as serveStatic } from 'express';
import { compressedCopies } from './compressed-copies.js';

/** Matches files whose name holds the hash of their content: a browser may keep these for ever. */
const HASHED = /-[0-9A-Z]{8}\.\w+(?:\.br)?$/;

/** Headers that concern pages and workers only, or plug-ins. They would be a fifth of a small file. */
const OF_PAGES = [
  'Permissions-Policy',
  'X-DNS-Prefetch-Control',
  'X-Download-Options',
  'X-Permitted-Cross-Domain-Policies',
  'X-XSS-Protection',
];

/** A browser can show an SVG as a document, so the icons keep their policy. */
const NO_DOCUMENT = /\.(?:css|js)(?:\.br)?$/;

export function staticFiles(publicDir: string): Router {
  const router = Router();
  const options = { index: false, redirect: false, cacheControl: false };
  const buildDir = join(publicDir, 'build');
  router.use(
    '/build',
    compressedCopies(buildDir),
    serveStatic(buildDir, {
      ...options,
      // The hash in the name says as much, and nobody asks for a part of a file.
      ...{ etag: false, lastModified: false, acceptRanges: false },
      fallthrough: false, // no page lives below /build, so a missing file is a 404 at once
      setHeaders(res, path) {
        const isHashed = HASHED.test(basename(path));
        res.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (!isHashed) return;
        for (const name of OF_PAGES) res.removeHeader(name);
        if (NO_DOCUMENT.test(path)) res.removeHeader('Content-Security-Policy');
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
