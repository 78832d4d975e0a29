// The chat with its private messages. The meeting page loads this bundle when it needs it.
export { createChat } from './page/chat/chat.js';
