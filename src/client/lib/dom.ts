/** The first element that matches. Throws when the page's markup has none of that type. */
export function find<E extends Element>(root: ParentNode, selector: string, type: new () => E): E {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} at ${selector}`);
  return element;
}

/** A copy of the first element inside a `<template>` of the page. */
export function clone(root: ParentNode, selector: string): HTMLElement {
  const { content } = find(root, selector, HTMLTemplateElement);
  const element = content.firstElementChild?.cloneNode(true);
  if (!(element instanceof HTMLElement)) throw new Error(`The template at ${selector} is empty`);
  return element;
}

/** Shows another symbol of the icon sprite. */
export function setIcon(root: ParentNode, name: string): void {
  const use = root.querySelector('use');
  const href = use?.getAttribute('href');
  if (use && href) {
    const next = href.replace(/#.*$/, `#${name}`);
    if (next !== href) use.setAttribute('href', next);
  }
}

/** Sets the text only when it differs, so that screen readers don't announce the same text again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
