// Calls to the person ring on the meeting page too, which loads this bundle when somebody calls.
export { createIncomingCalls } from './page/ringing/incoming-calls.js';
