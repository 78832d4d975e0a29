// The history page: the server writes times in UTC, since it does not know where the reader is.
const forms: Record<string, Intl.DateTimeFormatOptions> = {
  date: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
};

/** The page is in English; of the ways to write a date in English, the reader's own. */
const locale = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB';

for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-show]')) {
  const form = forms[time.dataset['show'] ?? ''];
  if (form) time.textContent = new Intl.DateTimeFormat(locale, form).format(new Date(time.dateTime));
}
