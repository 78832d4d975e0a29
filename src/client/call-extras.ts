// Settings, reactions, sounds, hints and the small window. The meeting page loads this bundle soon after the join.
export { createCallExtras } from './page/call-extras.js';
