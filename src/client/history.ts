// The history page: the server writes times in UTC because it does not know the reader's time zone.
const language = document.documentElement.lang;

const formats = new Map([
  [
    'date',
    new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
  ],
  ['time', new Intl.DateTimeFormat(language, { timeStyle: 'short' })],
]);

for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-show]')) {
  const format = formats.get(time.dataset['show'] ?? '');
  if (format) time.textContent = format.format(new Date(time.dateTime));
}
