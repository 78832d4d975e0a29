import { hostname, networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Every address of this machine at which other devices may reach it, the ones of IPv4 first, without those of one link. */
export function lanAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
  const outside = Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address));
  const of = (family: string) => outside.filter((one) => one.family === family).map(({ address }) => address);
  return [...new Set([...of('IPv4'), ...of('IPv6')])];
}

/** The names and addresses that the certificate of this machine should hold. */
export function namesOfMachine(interfaces?: Interfaces, name = hostname()): string[] {
  const own = /^[\w.-]+$/.test(name) ? [name, ...(name.includes('.') ? [] : [`${name}.local`])] : [];
  return [...new Set(['localhost', '127.0.0.1', '::1', ...own, ...lanAddresses(interfaces)])];
}
