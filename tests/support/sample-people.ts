import type { Pages } from '../../src/views/pages.js';
import type { CallAttempt } from '../../src/views/people-pages.js';

// What tests pass to the templates of the pages about people.

type PeoplePages = Pick<Pages, 'people' | 'person'>;

interface Samples {
  readonly pages: PeoplePages;
  readonly attempts: readonly CallAttempt[];
}

const BEN = { name: 'Ben Okafor', username: 'ben' };
const AT = new Date('2026-03-04T09:00:00Z');

export const plainPeople: Samples = {
  pages: {
    people: {
      search: { value: '', error: null },
      favourites: [BEN],
      recent: [{ name: 'Cem', username: 'cem' }],
      blocked: [{ name: 'Mallory', username: 'mallory' }],
      isUndisturbed: false,
      ownPath: '/people/ann',
    },
    person: {
      person: BEN,
      isSelf: false,
      isFavourite: true,
      isBlocked: false,
      link: { url: 'https://parley.example/room/abc-defg-hjk', roomPath: '/room/abc-defg-hjk' },
      problem: null,
    },
  },
  attempts: [
    { kind: 'missed', at: AT, name: 'Ben Okafor', path: '/people/ben' },
    { kind: 'declined', at: AT, name: 'Ben Okafor', path: '/people/ben' },
    { kind: 'unanswered', at: AT, name: '', path: null },
  ],
};

export function hostilePeople(text: string): Samples {
  const card = { name: text, username: text };
  return {
    pages: {
      people: {
        search: { value: text, error: text },
        favourites: [card],
        recent: [card],
        blocked: [card],
        isUndisturbed: true,
        ownPath: text,
      },
      person: {
        person: card,
        isSelf: false,
        isFavourite: false,
        isBlocked: false,
        link: { url: text, roomPath: text },
        problem: text,
      },
    },
    attempts: [{ kind: 'missed', at: AT, name: text, path: text }],
  };
}
