import ejs from 'ejs';
import type { Express } from 'express';
import { linksBelow } from './views/links-below.js';

/** Lets Express render EJS pages whose links lead below `basePath`. */
export function useTemplates(app: Express, { folder, basePath }: { folder: string; basePath: string }): void {
  app.set('views', folder);
  app.set('view engine', 'ejs');
  app.enable('view cache');
  if (basePath === '') return;
  app.engine('ejs', (path, options, done) => {
    ejs.renderFile(path, options as ejs.Data, (error, html) => {
      if (error) done(error);
      else done(null, linksBelow(html, basePath));
    });
  });
}
