// The sizes of the pictures that the page asks for and sends. The meeting page loads this bundle when it is connected.
export { createPictures } from './page/wishes/pictures.js';
