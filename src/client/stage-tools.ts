// The menu "Layout", full screen and the floating picture. The meeting page loads this bundle after the join.
export { createStageTools } from './page/views/stage-tools.js';
