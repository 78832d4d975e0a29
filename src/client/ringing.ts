// Calls to the person ring on the meeting page too, which loads this bundle after everything else.
export { createIncomingCalls } from './page/ringing/incoming-calls.js';
