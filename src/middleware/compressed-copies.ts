import { existsSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestHandler } from 'express';

/**
 * Lets browsers that accept Brotli fetch the copies that the build has compressed. Those copies are about 15 % smaller
 * than the answers of `compression`, which has no time for the highest quality, and they cost the server nothing.
 */
export function compressedCopies(dir: string): RequestHandler {
  const names = existsSync(dir) ? readdirSync(dir) : [];
  const copies = new Set(names.filter((name) => name.endsWith('.br')).map((name) => `/${name}`));

  return (req, res, next) => {
    const copy = `${req.path}.br`;
    if (!copies.has(copy)) return next();
    res.vary('Accept-Encoding');
    if (req.acceptsEncodings('br') === 'br') {
      res.type(extname(req.path));
      res.setHeader('Content-Encoding', 'br');
      req.url = copy;
    }
    next();
  };
}
