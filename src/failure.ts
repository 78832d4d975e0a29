import { ConfigError } from './config.js';

/** The reason why the process cannot start or go on, as sentences for the person at the terminal. */
export function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return 'The cause is unknown.';
  const { code, syscall, path, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  if (syscall === 'listen' || syscall === 'getaddrinfo') return listenProblem(code, address, port);
  if (syscall !== undefined && path !== undefined) {
    return `It cannot use the data directory: ${path} (${code ?? 'unknown error'}). Set DATA_DIR to a folder that Parley can write to.`;
  }
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}

function listenProblem(code = 'an error', address = 'HOST', port = 0): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} is used by another program. Stop that program, or set PORT to a free port.`;
  if (code === 'EACCES')
    return `This user account may not use port ${port}. Set PORT to a number above 1023.`;
  return `It cannot listen on ${address}: ${code}. Set HOST to an address of this machine.`;
}
