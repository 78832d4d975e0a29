import { renderUnicodeCompact } from 'uqr';
import type { Config } from './config.js';
import { lanAddresses } from './lan-addresses.js';

export interface Addresses {
  /** The address in the first line of the output. */
  readonly main: string;
  /** Further addresses at which other devices of the network may reach this machine. */
  readonly others: readonly string[];
}

/** The addresses that people can open. `port` is the one that the server listens on. */
export function addressesOf(
  { publicUrl, basePath, host, tls }: Pick<Config, 'publicUrl' | 'basePath' | 'host' | 'tls'>,
  port: number,
  lan: readonly string[] = lanAddresses(),
): Addresses {
  if (publicUrl !== null) return { main: `${publicUrl}${basePath}`, others: [] };
  const at = (name: string) =>
    `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const isEverywhere = host === null || host === '0.0.0.0' || host === '::';
  return {
    main: at(isEverywhere ? 'localhost' : host),
    others: isEverywhere && tls ? lan.map(at) : [],
  };
}

/** What the terminal shows about a certificate that Parley has made: where to go with a phone, and what the browser will say. */
export function selfSignedLines(
  { main, others }: Addresses,
  { isTerminal }: { isTerminal: boolean },
): string[] {
  const first = others[0] ?? main;
  return [
    ...(others.length > 0 ? [`Other devices in your network open ${others.join(' or ')}`] : []),
    ...renderUnicodeCompact(first, { border: 2 })
      .split('\n')
      .map((line) => (isTerminal ? whiteOnBlack(line) : line)),
    'Each browser warns about the certificate once, because no authority has signed it. Choose "Advanced" and continue.',
  ];
}

/** The code consists of light blocks, and must look the same in a terminal with a light background. */
function whiteOnBlack(line: string): string {
  return `\u001B[97;40m${line}\u001B[0m`;
}
