import type { Request, Response } from 'express';
import { addressOf } from '../middleware/address-of.js';
import { currentUser } from '../middleware/require-user.js';
import type { NewSignUpLink, SignUpLinks } from '../services/sign-up-links.js';
import { SIGN_UP_USES_MAX } from '../shared/limits.js';
import type { SignUpLinksPage } from '../views/sign-up-links-page.js';
import { renderPage, textsOf } from '../views/pages.js';
import { fieldErrors, typedValues } from './form-schemas.js';
import { createPasswordCheck } from './password-check.js';
import type { PasswordCheckOptions } from './password-check.js';
import { RevokeSignUpLinkForm, SignUpLinkForm } from './sign-up-link-schemas.js';
import { signUpPath } from './sign-up-path.js';

export interface SignUpLinkOptions extends PasswordCheckOptions {
  readonly signUpLinks: SignUpLinks;
  /** Null if it can be read from the request. */
  readonly publicUrl: string | null;
}

const PATH = '/admin/sign-up-links';
const EMPTY = { typed: { accounts: '1' }, problems: {}, refusal: null, created: null, isRevoked: false };

/** The page with the links with which people may create accounts. */
export function signUpLinkController(options: SignUpLinkOptions) {
  const { signUpLinks, publicUrl, log } = options;
  const checkPassword = createPasswordCheck(options, 'password');

  async function render(res: Response, state: Partial<SignUpLinksPage>): Promise<void> {
    const links = await signUpLinks.list();
    renderPage(res, 'admin-sign-up-links', { links, accountsMax: SIGN_UP_USES_MAX, ...EMPTY, ...state });
  }

  function shown({ token, maxUses, expiresAt }: NewSignUpLink, req: Request): SignUpLinksPage['created'] {
    const origin = publicUrl ?? `${req.protocol}://${req.get('host') ?? ''}`;
    return { url: `${origin}${signUpPath(token)}`, maxUses, expiresAt };
  }

  return {
    /** GET /admin/sign-up-links */
    async show(req: Request, res: Response): Promise<void> {
      await render(res, { isRevoked: req.query['revoked'] !== undefined });
    },

    /** POST /admin/sign-up-links. Asks for the password, because a link outlives the session of the administrator. */
    async create(req: Request, res: Response): Promise<void> {
      const typed = typedValues(req.body, ['accounts']);
      const refuse = (what: Partial<SignUpLinksPage>) => {
        res.status(422);
        return render(res, { typed, ...what });
      };
      const form = SignUpLinkForm.safeParse(req.body ?? {});
      if (!form.success) {
        const problems = fieldErrors(form.error, ['accounts', 'adminPassword'], textsOf(res).forms);
        return refuse({ problems });
      }
      const { id, username } = currentUser(req);
      if (!(await checkPassword(req, { username, password: form.data.adminPassword })))
        return refuse({ problems: { adminPassword: textsOf(res).account.wrongPassword() } });
      const link = await signUpLinks.create(id, form.data.accounts);
      if (!link) return refuse({ refusal: textsOf(res).signUpLinks.tooMany() });
      log.info(`admin create-sign-up-link link=${link.id} by=${id} address=${addressOf(req)}`);
      await render(res, { created: shown(link, req) });
    },

    /** POST /admin/sign-up-links/revoke */
    async revoke(req: Request, res: Response): Promise<void> {
      const { link } = RevokeSignUpLinkForm.parse(req.body ?? {});
      if (await signUpLinks.revoke(link)) {
        log.info(
          `admin revoke-sign-up-link link=${link} by=${currentUser(req).id} address=${addressOf(req)}`,
        );
      }
      res.redirect(303, `${PATH}?revoked`);
    },
  };
}
