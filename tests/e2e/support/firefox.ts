import { firefox, type Browser } from '@playwright/test';
import { existsSync } from 'node:fs';

/** Resolves to the reason why no test can use Firefox, or to null. */
export function firefoxProblem(): string | null {
  return firefoxPath() === undefined
    ? 'Firefox is not installed. Install firefox-esr, or set FIREFOX_PATH to the program file'
    : null;
}

function firefoxPath(): string | undefined {
  return [process.env['FIREFOX_PATH'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );
}

/**
 * Launches an installed Firefox over WebDriver BiDi. Its camera is a changing colour of 640×480, and its microphone a tone;
 * pages may use both.
 */
export function launchFirefox(): Promise<Browser> {
  const executablePath = firefoxPath();
  if (executablePath === undefined) throw new Error(firefoxProblem() ?? '');
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath,
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.obfuscate_host_addresses': false, // its names resolve inside one browser only
    },
  });
}
