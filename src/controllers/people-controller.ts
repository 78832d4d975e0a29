import type { Request, Response } from 'express';
import { HttpError } from '../middleware/http-error.js';
import { currentUser } from '../middleware/require-user.js';
import type { Blocks } from '../services/blocks.js';
import type { Favourites } from '../services/favourites.js';
import type { Quota } from '../services/limits/attempt.js';
import type { CreateMeetingOfTwo } from '../services/meeting-of-two.js';
import type { Meetings } from '../services/meetings.js';
import type { People, Person } from '../services/people.js';
import type { RecentPeople } from '../services/recent-people.js';
import { renderPage, textsOf } from '../views/pages.js';
import type { PeoplePage } from '../views/people-pages.js';
import { fieldErrors, typedValues, Username } from './form-schemas.js';
import { CallForm, DoNotDisturbForm, PeopleQuery, PersonForm, PersonQuery } from './people-form-schemas.js';
import { personPath } from './person-path.js';
import { roomPath } from './room-path.js';

const RECENT_PEOPLE = 12;

export interface PeopleOptions {
  readonly people: People;
  readonly blocks: Blocks;
  readonly favourites: Favourites;
  readonly recentPeople: RecentPeople;
  readonly meetings: Meetings;
  readonly createMeetingOfTwo: CreateMeetingOfTwo;
  /** By the id of the user. */
  readonly personSearches: Quota;
  /** By the id of the user. */
  readonly newMeetings: Quota;
  /** The origin that people open, or null if the requests tell it. */
  readonly publicUrl: string | null;
}

export function peopleController(options: PeopleOptions) {
  const { people, blocks, favourites, recentPeople, meetings, createMeetingOfTwo } = options;

  async function renderPeople(req: Request, res: Response, search: PeoplePage['search']): Promise<void> {
    const { id, username } = currentUser(req);
    const [favouriteIds, recent, blockedIds, isUndisturbed] = await Promise.all([
      favourites.list(id),
      recentPeople(id, RECENT_PEOPLE),
      blocks.blockedBy(id),
      people.isUndisturbed(id),
    ]);
    renderPage(res, 'people', {
      search,
      favourites: await people.withIds(favouriteIds),
      recent: recent.filter((person) => !favouriteIds.includes(person.id)),
      blocked: await people.withIds(blockedIds),
      isUndisturbed,
      ownPath: personPath(username),
    });
  }

  /** Resolves to null if nobody has this username. Each look counts, because it tells whether an account exists. */
  async function lookUp(req: Request, username: string): Promise<Person | null> {
    const user = currentUser(req);
    if (username === user.username) return user;
    const search = await options.personSearches.take(user.id);
    if (!search.allowed) throw new HttpError(429, 'tooManySearches', search.retryAfterMs);
    return people.find(username);
  }

  /** @throws {HttpError} 404 */
  async function personOf(req: Request): Promise<Person> {
    const username = Username.safeParse(req.params['username']);
    const person = username.success ? await lookUp(req, username.data) : null;
    if (!person) throw new HttpError(404, 'personMissing');
    return person;
  }

  async function renderPerson(
    req: Request,
    res: Response,
    person: Person,
    problem: string | null = null,
  ): Promise<void> {
    const { id } = currentUser(req);
    const [isFavourite, blockedIds, link] = await Promise.all([
      favourites.has(id, person.id),
      blocks.blockedBy(id),
      linkOf(req),
    ]);
    renderPage(res, 'person', {
      person,
      isSelf: person.id === id,
      isFavourite,
      isBlocked: blockedIds.includes(person.id),
      link,
      problem,
    });
  }

  async function linkOf(req: Request): Promise<{ url: string; roomPath: string } | null> {
    const { meeting: code } = PersonQuery.parse(req.query);
    const meeting = code === undefined ? null : await meetings.find(code);
    if (meeting?.hostId !== currentUser(req).id) return null;
    const path = roomPath(meeting.code);
    return {
      url: (options.publicUrl ?? `${req.protocol}://${req.get('host') ?? ''}`) + path,
      roomPath: path,
    };
  }

  return {
    /** GET /people?username= finds a person by the exact username. */
    async show(req: Request, res: Response): Promise<void> {
      const query = PeopleQuery.safeParse(req.query);
      const { username: value } = typedValues(req.query, ['username']);
      if (!query.success) {
        const error = fieldErrors(query.error, ['username'], textsOf(res).forms).username ?? null;
        res.status(422);
        return renderPeople(req, res, { value, error });
      }
      const { username } = query.data;
      if (username === undefined) return renderPeople(req, res, { value: '', error: null });
      if (await lookUp(req, username)) return res.redirect(303, personPath(username));
      res.status(404);
      return renderPeople(req, res, { value, error: textsOf(res).people.nobody({ username }) });
    },

    /** POST /people */
    async change(req: Request, res: Response): Promise<void> {
      const form = DoNotDisturbForm.safeParse(req.body ?? {});
      if (!form.success) throw new HttpError(400, 'requestUnreadable');
      await people.setUndisturbed(currentUser(req).id, form.data.doNotDisturb === 'on');
      res.redirect(303, '/people');
    },

    /** GET /people/:username */
    async showPerson(req: Request, res: Response): Promise<void> {
      await renderPerson(req, res, await personOf(req));
    },

    /** POST /people/:username */
    async changePerson(req: Request, res: Response): Promise<void> {
      const form = PersonForm.safeParse(req.body ?? {});
      if (!form.success) throw new HttpError(400, 'requestUnreadable');
      const { id } = currentUser(req);
      const person = await personOf(req);
      switch (form.data.change) {
        case 'add-favourite':
          if (await favourites.add(id, person.id)) break;
          res.status(422);
          return renderPerson(req, res, person, textsOf(res).people.favouritesFull());
        case 'remove-favourite':
          await favourites.remove(id, person.id);
          break;
        case 'block':
          await blocks.block(id, person.id);
          await favourites.remove(id, person.id);
          break;
        case 'unblock':
          await blocks.unblock(id, person.id);
      }
      res.redirect(303, personPath(person.username));
    },

    /** POST /calls. Creates a meeting of two and shows its link. A page with JavaScript rings instead. */
    async call(req: Request, res: Response): Promise<void> {
      const form = CallForm.safeParse(req.body ?? {});
      if (!form.success) throw new HttpError(422, 'personMissing');
      const caller = currentUser(req);
      const callee = await lookUp(req, form.data.username);
      if (!callee) throw new HttpError(404, 'personMissing');
      if (callee.id === caller.id) return res.redirect(303, personPath(caller.username));
      const admission = await options.newMeetings.take(caller.id);
      if (!admission.allowed) throw new HttpError(429, 'tooManyMeetings', admission.retryAfterMs);
      const { code } = await createMeetingOfTwo(caller, callee);
      res.redirect(303, `${personPath(callee.username)}?meeting=${encodeURIComponent(code)}`);
    },
  };
}
