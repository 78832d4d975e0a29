/** What people can show for some seconds without words. Each page has an icon and a text for each of them. */
export const REACTIONS = ['thumbs-up', 'thumbs-down', 'heart', 'laugh', 'celebrate'] as const;

export type Reaction = (typeof REACTIONS)[number];
