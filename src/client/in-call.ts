// The head of the call, the layout of the stage, its tools, the list of people and the keys of the toolbar. The meeting page loads this bundle for the call.
export { createInCallTools } from './page/in-call-tools.js';
