// The tools for hosts and co-hosts. The meeting page loads this bundle when it needs it.
export { createHostTools } from './page/host/host-tools.js';
